/**
 * How the green channel (绿色通道) is put forward at intake: by the applicant's wish, or by the matter's own rule where the answers meet it
 * (domain H5). Granting it is a named person's, in cases/clock.ts.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import type { Guide } from '../matters/guide.ts'
import { applies } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as notices from '../notices/service.ts'
import { officersOf, resolveGroup } from '../people/service.ts'
import * as store from './store.ts'

export interface GreenWish { reason: string; askedAt: Date; /** The rule's own word, not the applicant's. */ byRule: boolean }

export function proposedByRule({ green }: Pick<Guide, 'green'>, data: Record<string, unknown>): boolean {
  return green?.when !== undefined && applies(green.when, data)
}

/** What stands in the case for the channel; undefined where nobody asked and no rule says so. */
export async function greenWish(db: Db, file: Pick<Case, 'id' | 'data' | 'receivedAt'>, guide: Guide): Promise<GreenWish | undefined> {
  const asked = await store.greenRequest(db, file.id)
  if (asked) return { ...asked, byRule: false }
  return proposedByRule(guide, file.data) ? { reason: guide.green!.rule, askedAt: file.receivedAt, byRule: true } : undefined
}

/** At submission. Who may grant it hears at once: it halves the time of steps that are already running. */
export async function putForward(tx: Tx, ctx: Context, file: Case, version: MatterVersion, wish: string | undefined): Promise<void> {
  const { matter } = version.bundle
  if (!matter.green) return
  if (wish) {
    await store.insertGreenRequest(tx, file.id, wish, ctx.now())
    await record(tx, ctx, { actor: cases.applicantActor(file), action: 'case.green-asked', caseId: file.id, detail: { reason: wish } })
    await tell(tx, ctx, version, file, 'green-asked', wish)
  } else if (proposedByRule(matter, file.data)) {
    await record(tx, ctx, { actor: SYSTEM, action: 'case.green-proposed', caseId: file.id, detail: { reason: matter.green.rule } })
    await tell(tx, ctx, version, file, 'green-proposed', matter.green.rule)
  }
}

async function tell(tx: Tx, ctx: Context, { bundle: { matter } }: MatterVersion, file: Case, template: 'green-asked' | 'green-proposed', reason: string): Promise<void> {
  for (const { id, name, phone } of await officersOf(tx, resolveGroup(matter.green!.by, file.bodyId))) {
    await notices.send(tx, ctx, {
      caseId: file.id, to: { officerId: id, name, ...(phone === null ? {} : { phone }) }, template, occurrence: 'asked',
      data: { number: file.number, matter: matter.name, applicant: file.applicant.name, reason },
    })
  }
}
