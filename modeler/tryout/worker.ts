/**
 * The player beside the page: scenarios are played here, since forms are judged by code that ajv makes of them, which the page's own policy
 * forbids (server/web/assets.ts). One question at a time, answered with its number.
 */
import { offer, type Draft, type Offer } from './recording.ts'
import { run, type Run } from './run.ts'
import { Unplayable, type Setting } from './setting.ts'

export type Question = { number: number; setting: Setting } & ({ what: 'run' } | { what: 'offer'; draft: Draft })
export interface Answered { number: number; run?: Run; offer?: Offer; broken?: string }

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<Question>) => void; postMessage(answer: Answered): void }

scope.onmessage = async ({ data: question }) => {
  const { number, setting } = question
  try {
    scope.postMessage(question.what === 'run' ? { number, run: await run(setting) } : { number, offer: await offer(setting, question.draft) })
  } catch (error) {
    // what cannot be read yet is said as it is; anything else is a bug, and must not be silent
    scope.postMessage({ number, broken: error instanceof Unplayable ? error.message : `${(error as Error).name}: ${(error as Error).message}` })
  }
}
