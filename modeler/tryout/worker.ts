/**
 * The player beside the page: scenarios are played here, since forms are judged by code that ajv makes of them, which the page's own policy
 * forbids (server/web/assets.ts). One question at a time, answered with its number.
 */
import { run, type Run } from './run.ts'
import { Unplayable, type Setting } from './setting.ts'

export interface Question { number: number; what: 'run'; setting: Setting }
export interface Answered { number: number; run?: Run; broken?: string }

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<Question>) => void; postMessage(answer: Answered): void }

scope.onmessage = async ({ data: { number, setting } }) => {
  try {
    scope.postMessage({ number, run: await run(setting) })
  } catch (error) {
    // what cannot be read yet is said as it is; anything else is a bug, and must not be silent
    scope.postMessage({ number, broken: error instanceof Unplayable ? error.message : `${(error as Error).name}: ${(error as Error).message}` })
  }
}
