/**
 * The player beside the page: scenarios are played here, since forms are judged by code that ajv makes of them, which the page's own policy
 * forbids (server/web/assets.ts). One question at a time, answered with its number.
 */
import { inWords, Unable } from '../../processes/play/said.ts'
import type { Act } from '../../processes/play/scenario.ts'
import { check, type Checked, type Typed } from './check.ts'
import { follows, offer, type Draft, type Follows, type Offer } from './recording.ts'
import { run, type Run } from './run.ts'
import { Unplayable, type Setting } from './setting.ts'

export type Question = { number: number; setting: Setting } & ({ what: 'run' } | { what: 'offer'; draft: Draft } | { what: 'follows'; draft: Draft; act: Act } | { what: 'check'; typed: Typed })
export interface Answered { number: number; run?: Run; offer?: Offer; follows?: Follows; check?: Checked; broken?: string }

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<Question>) => void; postMessage(answer: Answered): void }

scope.onmessage = async ({ data: question }) => {
  const { number, setting } = question
  try {
    scope.postMessage({ number, ...(await answerTo(question, setting)) })
  } catch (error) {
    // what cannot be read yet is said as it is; anything else is a bug, and must not be silent
    scope.postMessage({ number, broken: error instanceof Unplayable ? error.message : error instanceof Unable ? inWords(error.sentence, setting.locale) : `${(error as Error).name}: ${(error as Error).message}` })
  }
}

async function answerTo(question: Question, setting: Setting): Promise<Omit<Answered, 'number'>> {
  switch (question.what) {
    case 'run': return { run: await run(setting) }
    case 'offer': return { offer: await offer(setting, question.draft) }
    case 'follows': return { follows: await follows(setting, question.draft, question.act) }
    case 'check': return { check: await check(setting, question.typed) }
    default: return question satisfies never
  }
}
