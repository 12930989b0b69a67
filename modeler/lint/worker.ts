/** The rules beside the page, so that drawing never waits for them: one question at a time, answered with its number. */
import { judge, roadOf, type Question, type Road } from './judgement.ts'
import type { Problem } from './problems.ts'

export interface Asked extends Question { number: number }
export interface Answered { number: number; problems: Problem[]; road: Road | null; took: number; broken?: string }

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<Asked>) => void; postMessage(answer: Answered): void }

scope.onmessage = async ({ data: { number, ...question } }) => {
  const started = performance.now()
  try {
    const problems = await judge(question)
    scope.postMessage({ number, problems, road: await roadOf(question), took: performance.now() - started })
  } catch (error) {
    // a bug of a rule; drawing goes on, and the person is told that nobody looks
    scope.postMessage({ number, problems: [], road: null, took: performance.now() - started, broken: error instanceof Error ? error.message : String(error) })
  }
}
