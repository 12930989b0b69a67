/**
 * A mandate (代办, feature S19): told to the applicant when it begins, ended by the applicant or laid down by the agent. When it ends, number and
 * code of the agent open nothing any more: a new code goes to the applicant's own phone. Who is reminded meanwhile is cases/agent.ts.
 */
import { agentOf } from '../cases/agent.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as notices from '../notices/service.ts'
import { endPassesOf } from '../people/service.ts'

/** The applicant hears at once, on their own phone, who acts for them, and gets number and code: whoever did not ask for it can end it. */
export async function tellApplicant(tx: Tx, ctx: Context, file: Case, version: MatterVersion, queryCode: string): Promise<void> {
  const agent = agentOf(file.applicant)
  if (!agent) return
  const { matter } = version.bundle
  await notices.send(tx, ctx, {
    caseId: file.id, to: personally(file), template: 'agency-begun', occurrence: 'agency',
    data: { number: file.number, code: queryCode, matter: matter.name, agent: agent.name, phone: matter.consultation.phone },
  })
}

/**
 * A mandate is for the whole application: ended on one case of a joint case it is over on all of them in the same moment, also on parts of
 * parts, so that no code or pass to another of them serves the agent any longer.
 * @throws Refusal no-agent when nobody acts for the applicant (any more).
 */
export async function endAgency(tx: Tx, ctx: Context, caseId: string): Promise<void> {
  const family = await cases.lockFamily(tx, caseId)
  if (!family.some(({ id, applicant }) => id === caseId && agentOf(applicant))) throw refuse('no-agent')
  for (const file of family) await endOn(tx, ctx, file)
}

/**
 * News that an older version of the platform wrote when a mandate had ended on one case of a joint case: it is ended on the others now. Told
 * twice, or where the family lost its agent meanwhile, it changes nothing.
 */
export const agencyEndedBefore: TopicHandler = ({ payload }, ctx) => inTransaction(ctx.db, async (tx) => {
  const left = (await cases.lockFamily(tx, payload.caseId)).filter(({ applicant }) => agentOf(applicant))
  for (const file of left) await endOn(tx, ctx, file)
  return left.map(({ number }) => number).join(', ')
})

async function endOn(tx: Tx, ctx: Context, file: Case): Promise<void> {
  const agent = agentOf(file.applicant)
  if (!agent) return
  const applicant = { ...file.applicant, agent: { ...agent, endedAt: rfc3339(ctx.now()) } }
  const by = { actor: cases.applicantActor(file), action: 'case.agency-ended', detail: { agent: agent.name } }
  const code = await cases.renewCode(tx, ctx, await cases.amend(tx, ctx, file, by, { applicant }))
  await endPassesOf(tx, file.id)
  const [caseId, occurrence] = [file.id, `agency-ended:${agent.since}`]
  await notices.send(tx, ctx, { caseId, to: personally(file), template: 'agency-ended', occurrence, data: { number: file.number, code, agent: agent.name } })
  await notices.send(tx, ctx, { caseId, to: { name: agent.name, phone: agent.phone }, template: 'agency-over', occurrence, data: { number: file.number } })
}

function personally({ applicant }: Case): notices.Recipient {
  return { name: applicant.contact, phone: applicant.phone }
}
