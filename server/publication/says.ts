/** What the room says alike everywhere: states in words, remarks that must be there, days. Pure. */
import { refuse } from '../errors.ts'
import { translate, type Locale } from '../web/messages.ts'
import type { Misfit } from './fit.ts'
import type { Proposal } from './store.ts'

export function stateOf({ state }: Pick<Proposal, 'state'>): { state: string; stateEn: string } {
  return { state: translate('zh-CN', `publication.state.${state}`), stateEn: translate('en', `publication.state.${state}`) }
}

/** @throws Refusal remarks-missing */
export function remarksOf(text: string | undefined, most: number): string {
  const remarks = (text ?? '').replaceAll('\r\n', '\n').trim()
  if ([...remarks].length < 2 || [...remarks].length > most) throw refuse('remarks-missing', { most })
  return remarks
}

/** What stands in the way of moving a case, as a sentence. */
export function misfitIn(locale: Locale, { kind, ...of }: Misfit): string {
  return translate(locale, `publication.misfit.${kind}`, of)
}
