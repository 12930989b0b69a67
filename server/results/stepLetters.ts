/**
 * The job type letter:issue: a letter that an officer's decision orders, told with what the step's form says. The header `letter` names
 * its kind, the header `from` the step; letters of acceptance, results and pauses go out with their own jobs.
 */
import { answerTime, stepAsking } from '../cases/answerTime.ts'
import type { Case } from '../cases/case.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { AnswerTime, DetailsOf } from '../letters/facts.ts'
import * as letters from '../letters/service.ts'
import { isOrdered, type OrderedLetter } from '../matters/orderedLetters.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import * as store from './store.ts'

interface Told {
  /** A field of the step's form as text. */
  text(name: string): string
  version: MatterVersion
  /** The permit's title and number. */
  permit: string
  /** The time for the answer, from the step that this kind of letter asks. */
  time: AnswerTime
}

/** What each kind is told; a kind that is not listed is issued by a job of its own. */
const tellers = {
  'hearing-announcement': ({ text, version }: Told): DetailsOf['hearing-announcement'] =>
    ({ subject: text('subject'), heldOn: text('heldOn'), time: text('time'), place: text('place'), register: text('register'), phone: version.bundle.matter.consultation.phone }),
  'hearing-notice': ({ text }: Told): DetailsOf['hearing-notice'] =>
    ({ subject: text('subject'), heldOn: text('heldOn'), time: text('time'), place: text('place'), host: text('host'), law: '《中华人民共和国行政许可法》第四十八条' }),
  'rectification-order': ({ text, time }: Told): DetailsOf['rectification-order'] => ({ findings: text('findings'), demands: text('demands'), law: text('law'), ...time }),
  'revocation-notice': ({ text, permit, time }: Told): DetailsOf['revocation-notice'] => ({ permit, findings: text('findings'), law: text('law'), ...time }),
} satisfies { [K in OrderedLetter]: (told: Told) => DetailsOf[K] }

export const issueFromStep: JobHandler = async (tx, ctx, job) => {
  const { letter: kind = '', from = '' } = job.headers
  if (!isOrdered(kind)) return { kind: 'fail', message: `Step "${job.elementId}" issues the letter "${kind}", which no step can tell. Set the header letter to one of ${Object.keys(tellers).join(', ')}.` }
  const file = await cases.get(tx, job.caseId)
  const decided = (await tasks.ofCase(tx, file.id)).filter(({ elementId, state }) => elementId === from && state === 'done').at(-1)
  if (!decided) return { kind: 'fail', message: `Step "${job.elementId}" tells what was decided at "${from}", but nothing was decided there. Set the header from to a step before it.` }
  const version = await matters.version(tx, file.versionId)
  const permit = await store.permitOfCase(tx, file.id)
  const told: Told = {
    text: (name) => String(decided.data?.[name] ?? ''), version, permit: permit ? `${permit.title}（${permit.number}）` : version.bundle.matter.result.name,
    time: timeFor(ctx, file, version, kind),
  }
  await letters.issue(tx, ctx, { caseId: file.id, kind, bodyId: file.bodyId, facts: letterFacts(file, version), details: tellers[kind](told) as DetailsOf[OrderedLetter], occurrence: `task:${decided.id}` })
  return { kind: 'complete' }
}

function timeFor(ctx: Context, file: Case, version: MatterVersion, kind: OrderedLetter): AnswerTime {
  return answerTime(ctx, file, stepAsking(version, kind))
}
