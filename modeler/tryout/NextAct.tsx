/**
 * One act of those that are possible: a step with its own form, or what is done to the case itself (延期, 绿色通道, 撤回); by whom, when, and
 * what would follow. The answers are judged by the form before the act is done.
 */
import { useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Act } from '../../processes/play/scenario.ts'
import type { TabHost } from '../tab.ts'
import { actOf, proposed, withOutcome, type Choice } from './acts.ts'
import { FilledForm, type Handle } from './FilledForm.tsx'
import { Follows } from './Follows.tsx'
import type { Player } from './player.ts'
import type { Draft, Offer } from './recording.ts'

export interface NextActProps { host: TabHost; player: Player; offer: Offer; draft: Draft; at: string; done(act: Act): Promise<void>; say(text: string): void }

export function NextAct(props: NextActProps) {
  const { host: { words }, offer: { choices } } = props
  const [number, choose] = useState(0)
  const choice = choices[number]
  if (!choice) return null
  const named = (one: Choice): string => {
    const name = one.beside === null || one.name !== '' ? one.name : words(`tryout.do.${one.beside}`)
    return one.where === null ? name : words('tryout.rec.inPart', { name, part: one.where })
  }
  const listed = (steps: boolean) => choices.map((one, index) => ({ one, index })).filter(({ one }) => (one.name !== '') === steps)
  return (
    <>
      <div class="m-field"><label>{words('tryout.rec.next')}<select value={String(number)} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {[true, false].map((steps) => listed(steps).length > 0 && (
          <optgroup label={words(steps ? 'tryout.rec.steps' : 'tryout.rec.beside')}>{listed(steps).map(({ one, index }) => <option value={String(index)}>{named(one)}</option>)}</optgroup>
        ))}
      </select></label></div>
      <Doing key={number} {...props} choice={choice} />
    </>
  )
}

function Doing({ host, player, offer, draft, choice, at: earliest, done, say }: NextActProps & { choice: Choice }) {
  const { words } = host
  const [officer, setOfficer] = useState<string | null>(null)
  const [at, setAt] = useState(earliest.slice(0, 16))
  const [data, setData] = useState<Record<string, unknown> | undefined>(() => firstData(choice, words('tryout.rec.sampleReason')))
  const handle: Handle = useRef<(() => Promise<Record<string, unknown> | null>) | null>(null)
  const by = officer ?? proposed(choice, draft.acts)
  const given = (filled: Record<string, unknown> | undefined): Act => actOf(choice, { at: `${at}:00+08:00`, by, ...(filled ? { data: filled } : {}) })
  const act = async (): Promise<void> => {
    const filled = choice.form !== null && data ? await handle.current!() : data
    if (filled !== null) await done(given(filled))
  }
  const write = (typed: Record<string, unknown>): Record<string, unknown> => {
    const wanted = withOutcome(choice, data ?? {}, typed)
    setData(wanted)
    return wanted
  }
  return (
    <>
      {!choice.applicant && <div class="m-field"><label>{words('tryout.rec.by')}<select value={by} onChange={(event) => setOfficer(event.currentTarget.value)}>
        {choice.officers.length === 0 && <option value="">{words('tryout.rec.nobody')}</option>}
        {choice.officers.map(({ login, name }) => <option value={login}>{name}</option>)}
      </select></label></div>}
      <div class="m-field"><label>{words('tryout.rec.at')}<input type="datetime-local" value={at} onInput={(event) => setAt(event.currentTarget.value)} /></label></div>
      {choice.form !== null && data && <FilledForm host={host} player={player} form={{ part: choice.part, name: choice.form, step: choice.applicant ? null : choice.step }} data={data} write={write} say={say} handle={handle} />}
      {choice.form === null && data && <Grounds host={host} choice={choice} data={data} write={setData} />}
      <button type="button" class="m-button m-try-act" disabled={!choice.applicant && by === ''} onClick={() => void act()}>{choice.beside === null ? words(choice.applicant ? 'tryout.rec.handIn' : 'tryout.rec.do') : words(`tryout.do.${choice.beside}`)}</button>
      <Follows host={host} player={player} draft={draft} act={given(data)} before={choice.part === null ? offer.clocks : []} />
    </>
  )
}

/** A step's first outcome with its sample; an act on the case with the longest it may give. */
function firstData({ outcomes, beside, most }: Choice, reason: string): Record<string, unknown> | undefined {
  if (outcomes[0]) return outcomes[0].data
  if (beside === 'extension') return { amount: most?.amount ?? 1, reason }
  return beside === 'green-channel' || beside === 'green-channel-removal' ? { reason } : undefined
}

function Grounds({ host: { words }, choice: { most }, data, write }: { host: TabHost; choice: Choice; data: Record<string, unknown>; write(data: Record<string, unknown>): void }) {
  return (
    <>
      {most && <div class="m-field"><label>{words('tryout.rec.amount', { most: words(`tryout.unit.${most.unit}`, { count: most.amount }) })}<input type="number" min={1} max={most.amount} value={String(data.amount)} onInput={(event) => write({ ...data, amount: Number(event.currentTarget.value) })} /></label></div>}
      <div class="m-field"><label>{words('tryout.rec.reason')}<input value={String(data.reason)} onInput={(event) => write({ ...data, reason: event.currentTarget.value })} /></label></div>
    </>
  )
}
