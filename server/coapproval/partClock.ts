/**
 * When a part's lawful pause stops the clock of the whole. 行政许可法 45 leaves the time of an expert review, an appraisal and the like out of every limit
 * of its section, so out of the joint limit of 42(2) too; but only what the whole's own guide lists, with its article, may stop the whole (domain H1).
 */
import { SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { wholePause } from '../deadlines/permission.ts'
import * as matters from '../matters/service.ts'
import * as partStore from './partStore.ts'
import type { Part } from './partStore.ts'
import * as store from './store.ts'

/** News that a part's clock has stopped or goes on: the whole follows. @returns what came of it, for the outbox row. */
export async function partClock(tx: Tx, ctx: Context, childId: string): Promise<string> {
  const seen = await partStore.byCase(tx, childId)
  if (!seen) return 'no part of another case'
  const parent = await cases.lock(tx, seen.parentId)
  return (await follow(tx, ctx, parent, (await partStore.byCase(tx, childId))!)) ? 'the whole follows' : 'nothing moves'
}

/** Something about who waits for whom has changed: a part that nobody waits for any more holds the whole's clock no longer. */
export async function followParts(tx: Tx, ctx: Context, parent: Case): Promise<void> {
  for (const part of await partStore.ofParent(tx, parent.id)) if (part.caseId !== null) await follow(tx, ctx, parent, part)
}

/** Brings the whole's rows in line with the part's pauses, however often and late it is asked: each begins and ends when the part's does. */
async function follow(tx: Tx, ctx: Context, parent: Case, part: Part): Promise<boolean> {
  const { matter } = (await matters.version(tx, parent.versionId)).bundle
  if (part.caseId === null || parent.closedAt !== null || matter.pauses.length === 0) return false
  const waited = part.state === 'open' && (await isWaitedFor(tx, part))
  const child = await cases.get(tx, part.caseId)
  const known = new Set((await deadlines.pausesOf(tx, parent.id)).map(({ ofPause }) => ofPause))
  let followed = false
  for (const pause of await deadlines.pausesOf(tx, child.id)) {
    const listed = wholePause(matter.pauses, pause.kind)
    if (!listed || (!waited && !known.has(pause.id))) continue // one that begins when nobody waits for the part takes nothing out of the whole's time
    const { name } = (await matters.version(tx, child.versionId)).bundle.matter
    const to = pause.to ?? (waited ? null : ctx.now())
    if (await deadlines.followPause(tx, ctx, { caseId: parent.id, of: { ...pause, to }, listed, name: `${listed.name}（${name}）`, by: SYSTEM })) followed = true
  }
  return followed
}

/** Whether the row or the job that asked for the part still waits for it. */
export async function isWaitedFor(tx: Tx, part: Part): Promise<boolean> {
  if (part.rowId === null) return true
  const row = await store.rowById(tx, part.rowId)
  return row?.state === 'open' && row.attempt === part.attempt
}
