/** What a call was refused with; a call that was not refused, or failed otherwise, fails the test. */
import { Refusal } from '../../server/errors.ts'

export async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => new Error('it was not refused'), (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error
  return error
}
