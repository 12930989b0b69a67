/** One act of those that are possible: which step, by whom, when, which outcome of the step's form, with its sample data to be changed. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Act } from '../../processes/play/scenario.ts'
import type { TabHost } from '../tab.ts'
import { actOf, proposed, type Choice } from './acts.ts'

export interface NextActProps { host: TabHost; choices: readonly Choice[]; acts: readonly Act[]; at: string; done(act: Act): Promise<void>; say(text: string): void }

export function NextAct({ host: { words }, choices, acts, at: earliest, done, say }: NextActProps) {
  const [number, choose] = useState(0)
  const [officer, setOfficer] = useState<string | null>(null)
  const [value, setValue] = useState<string | null>(null)
  const [typed, type] = useState<string | null>(null)
  const [at, setAt] = useState(earliest.slice(0, 16))
  const choice = choices[number]
  if (!choice) return null
  const outcome = choice.outcomes.find((one) => one.value === value) ?? choice.outcomes[0]
  const by = officer ?? proposed(choice, acts)
  const text = typed ?? (outcome ? JSON.stringify(outcome.data, null, 2) : '')
  const act = (): void => {
    try {
      void done(actOf(choice, { at: `${at}:00+08:00`, by, ...(outcome ? { data: JSON.parse(text) as Record<string, unknown> } : {}) }))
    } catch (error) {
      say(words('tryout.rec.json', { detail: (error as Error).message }))
    }
  }
  return (
    <>
      <div class="m-field"><label>{words('tryout.rec.next')}<select value={String(number)} onChange={(event) => { choose(Number(event.currentTarget.value)); setOfficer(null); setValue(null); type(null) }}>
        {choices.map((one, index) => <option value={String(index)}>{one.name}</option>)}
      </select></label></div>
      {!choice.applicant && <div class="m-field"><label>{words('tryout.rec.by')}<select value={by} onChange={(event) => setOfficer(event.currentTarget.value)}>
        {choice.officers.length === 0 && <option value="">{words('tryout.rec.nobody')}</option>}
        {choice.officers.map(({ login, name }) => <option value={login}>{name}</option>)}
      </select></label></div>}
      <div class="m-field"><label>{words('tryout.rec.at')}<input type="datetime-local" value={at} onInput={(event) => setAt(event.currentTarget.value)} /></label></div>
      {outcome && !choice.applicant && <div class="m-field"><label>{words('tryout.rec.outcome')}<select value={outcome.value} onChange={(event) => { setValue(event.currentTarget.value); type(null) }}>
        {choice.outcomes.map((one) => <option value={one.value}>{one.title}</option>)}
      </select></label></div>}
      {outcome && <div class="m-field"><label>{words('tryout.rec.data')}<textarea rows={7} spellcheck={false} value={text} onInput={(event) => type(event.currentTarget.value)} /></label></div>}
      <button type="button" class="m-button" disabled={!choice.applicant && by === ''} onClick={act}>{choice.beside === null ? words(choice.applicant ? 'tryout.rec.handIn' : 'tryout.rec.do') : words(`tryout.do.${choice.beside}`)}</button>
    </>
  )
}
