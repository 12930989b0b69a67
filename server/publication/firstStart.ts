/**
 * What is published when a server starts. At an installation's first start the samples of processes/ are, with the review their own files
 * bring, for they are examples; from then on every change goes the way of a proposal, whatever stands in the folders.
 */
import { ConfigError } from '../config.ts'
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import type { Deploy } from '../matters/service.ts'
import { letterRoom } from './content.ts'
import { resumeMigrations, type MigrateInstance } from './migrating.ts'
import { lookOutside } from './outside.ts'
import { resume } from './publishing.ts'
import { whyNot } from './repository/repository.ts'
import * as store from './store.ts'

/** @throws ConfigError when the settings name no usable repository. */
export async function start(ctx: Context, deploy: Deploy): Promise<void> {
  const why = whyNot(ctx.config)
  // a repository that was asked for must be there; the folder of the matters may be an unpacked archive
  if (why !== null && ctx.config.processesRepository !== null) throw new ConfigError(`PROCESSES_REPOSITORY: ${why}`)
  if (why !== null) ctx.log.warn({}, `What was published stays in force, but: ${why}`)
  if (ctx.config.sample && !(await store.startedBefore(ctx.db))) await matters.publishAll(ctx, deploy, letterRoom())
  if (!(await store.startedBefore(ctx.db))) await store.markStarted(ctx.db, ctx.now())
  await resume(ctx, deploy)
}

/** One look, as the timer and the hook do it: what was left half done, what was pushed. */
export async function look(ctx: Context, deploy: Deploy, migrate?: MigrateInstance): Promise<number> {
  await resume(ctx, deploy)
  if (migrate) await resumeMigrations(ctx, migrate)
  return lookOutside(ctx)
}
