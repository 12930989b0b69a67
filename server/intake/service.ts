/**
 * The intake room's door: the public pages and drafts, submission, acceptance by law, what applicants hand in, withdrawal.
 */
import type { Context } from '../context.ts'
import type { TopicHandler } from '../db/outbox.ts'
import { inTransaction } from '../db/pool.ts'
import * as files from '../files/service.ts'
import { noticeServed } from './correctionLimit.ts'
import { forgetOld } from './drafts.ts'
import { jointTopics } from './joint.ts'

export const topics: Record<string, TopicHandler> = { 'letter:served': noticeServed, ...jointTopics }

/** Housekeeping, hourly: drafts nobody touched for so long, what killed uploads left behind, files that nothing names any more. */
export async function tidy(ctx: Context): Promise<void> {
  await inTransaction(ctx.db, (tx) => forgetOld(tx, ctx))
  await files.tidyUploads(ctx)
  await files.collect(ctx)
}

export { gapsFound } from './gapsFound.ts'
export { acceptanceRule, handlers, startLimits } from './acceptance.ts'
export { submit, judgeDraft, type Declaration, type Submitted } from './submit.ts'
export * as drafts from './drafts.ts'
export { asked, handIn, openApplicantTask, type Asked, type Answer } from './handIn.ts'
export { openOfficerTask } from './joint.ts'
export { withdraw } from './withdraw.ts'
export { endAgency } from './agency.ts'
export { pointChoices } from './oneNotice.ts'
export { missing, toUpload, visibleTo, type Material } from './materials.ts'
export { materialsOfCase } from './store.ts'
export { greenWish, type GreenWish } from './green.ts'
export { intakePages, routes } from './routes.ts'
export { panels } from './panels.ts'
