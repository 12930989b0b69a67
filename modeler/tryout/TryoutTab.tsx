/** The tab of the trial runs: the scenarios with their results, one of them step by step, the diagram with its way, and what none of them goes. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { useSignal } from '../frame/useSignal.ts'
import { DIAGRAM } from '../workspace.ts'
import type { Signal } from '../signal.ts'
import type { Spot, TabHost } from '../tab.ts'
import { Diagram } from './Diagram.tsx'
import { Away, type Player, type Played } from './player.ts'
import { Recorder } from './Recorder.tsx'
import { missedWords } from './say.ts'
import { Failures, Steps } from './Story.tsx'
import { Texts } from './Texts.tsx'

/** Played this long after the last change, milliseconds. */
const REST_MS = 600

type Mode = 'run' | 'record' | 'text'

export interface TryoutProps { host: TabHost; player: Player; shown: Signal<boolean>; spot: Spot | null }

export function TryoutTab({ host, player, shown, spot }: TryoutProps) {
  const { words } = host
  const [mode, turn] = useState<Mode>('run')
  const [at, look] = useState<Spot | null>(null)
  const toText = (file: string, line?: number): void => {
    look({ file, ...(line === undefined ? {} : { line }) })
    turn('text')
  }
  // that there is no scenario leads to where one is made
  useEffect(() => { if (spot) spot.file === 'scenarios' ? turn('record') : toText(spot.file, spot.line) }, [spot])
  return (
    <div class="m-try">
      <div class="m-bar" role="group" aria-label={words('tryout.views')}>
        {(['run', 'record', 'text'] as const).map((one) => <button type="button" class="m-choice" aria-pressed={mode === one} onClick={() => turn(one)}>{words(`tryout.view.${one}`)}</button>)}
      </div>
      {mode === 'run' && <Runs host={host} player={player} shown={shown} toText={toText} />}
      {mode === 'record' && <Recorder host={host} player={player} />}
      {mode === 'text' && <Texts host={host} spot={at} />}
    </div>
  )
}

function Runs({ host, player, shown, toText }: { host: TabHost; player: Player; shown: Signal<boolean>; toText(file: string, line?: number): void }) {
  const { words, workspace } = host
  const { played, said } = usePlayed(host, player, shown)
  const [path, choosePath] = useState<string | null>(null)
  const [step, chooseStep] = useState<number | null>(null)
  const [bring, setBring] = useState<string | null>(null)
  if (!played) return <p class="m-none" role="status">{said ?? words('tryout.playing')}</p>
  const { run, organisation } = played
  if (run.problem !== null) return <p class="m-none m-wrong" role="status">{words('tryout.problem', { detail: run.problem })}</p>
  const scenario = run.scenarios.find((one) => one.path === path) ?? null
  const at = step === null ? null : scenario?.steps[step] ?? null
  const missed = scenario ? [] : (run.coverage?.missing ?? []).map(({ id }) => id)
  const way = at?.way ?? scenario?.way ?? run.scenarios.flatMap((one) => one.way)
  const choose = (next: string | null): void => {
    choosePath(next)
    chooseStep(null)
  }
  return (
    <div class="m-try-run">
      <nav class="m-files m-try-list" aria-label={words('tryout.scenarios')}>
        <button type="button" aria-current={scenario === null ? 'true' : undefined} aria-selected={scenario === null} onClick={() => choose(null)}>{words('tryout.all')}<small>{words('tryout.count', { passed: run.scenarios.filter(({ failures }) => failures.length === 0).length, all: run.scenarios.length })}</small></button>
        {run.scenarios.map((one) => (
          <button type="button" aria-current={one === scenario ? 'true' : undefined} aria-selected={one === scenario} onClick={() => choose(one.path)}>
            <span class={one.failures.length === 0 ? 'm-try-ok' : 'm-try-bad'}>{words(one.failures.length === 0 ? 'tryout.passed' : 'tryout.failed')}</span> {one.name}<small>{one.path.slice('scenarios/'.length)}</small>
          </button>
        ))}
      </nav>
      <Diagram xml={workspace.read(DIAGRAM) ?? ''} shown={{ way, here: (at?.inbox ?? []).map(({ elementId }) => elementId), missed }} label={words('tryout.diagram')} bring={at?.inbox[0]?.elementId ?? bring} />
      <section class="m-try-story" aria-label={words('tryout.story')}>
        {said !== null && <p class="m-wrong" role="status">{said}</p>}
        {scenario
          ? <>
              <h2>{scenario.name}</h2>
              <Failures host={host} failures={scenario.failures} open={({ line }) => toText(scenario.path, line)} />
              <Steps host={host} steps={scenario.steps} organisation={organisation} chosen={step} choose={(index) => chooseStep(index === step ? null : index)} />
            </>
          : <>
              <h2>{words('tryout.coverage')}</h2>
              {run.scenarios.length === 0 && <p>{words('tryout.none')}</p>}
              {run.coverage && <p class="m-try-counts">{(['flows', 'elements', 'ends'] as const).map((part) => <span>{words(`tryout.covered.${part}`, { ...run.coverage![part] })}</span>)}</p>}
              {run.coverage && run.coverage.missing.length > 0 && <p>{words('tryout.missed')}</p>}
              <ul>{(run.coverage?.missing ?? []).map((one) => <li><button type="button" class="m-link" onClick={() => setBring(one.id)}>{missedWords(host, one)}</button></li>)}</ul>
            </>}
      </section>
    </div>
  )
}

/** Plays when the tab is seen and the hand rests; what was played before stays until there is something newer. */
function usePlayed({ workspace, words }: TabHost, player: Player, shown: Signal<boolean>): { played: Played | null; said: string | null } {
  const [played, set] = useState<Played | null>(null)
  const [said, say] = useState<string | null>(null)
  const visible = useSignal(shown)
  useEffect(() => {
    if (!visible) return undefined
    let over = false
    let resting: ReturnType<typeof setTimeout> | undefined
    const play = async (): Promise<void> => {
      const { revision } = workspace
      try {
        const next = await player.run()
        if (over || revision !== workspace.revision) return
        set(next)
        say(null)
      } catch (error) {
        if (!over) say(error instanceof Away ? words('tryout.away') : words('tryout.problem', { detail: (error as Error).message }))
      }
    }
    const end = workspace.onChange(() => {
      clearTimeout(resting)
      resting = setTimeout(() => void play(), REST_MS)
    })
    void play()
    return () => {
      over = true
      clearTimeout(resting)
      end()
    }
  }, [visible, workspace, player])
  return { played, said }
}
