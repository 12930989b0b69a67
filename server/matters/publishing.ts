/**
 * Publishing bundles whole or not at all: the folders of processes/ at an installation's first start, whose samples bring their own
 * review, and single bundles for the publication room, which brings a signature and a day.
 */
import { join } from 'node:path'
import { say as sayRule } from '../../processes/rules/rule.ts'
import { brokenOff, checkBundle, type Problem } from '../../processes/rules/run.ts'
import type { LetterFault, OrganisationView } from '../../processes/rules/subject.ts'
import { record, SYSTEM, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction, type Db, type Tx } from '../db/pool.ts'
import { refuse, type Issue } from '../errors.ts'
import { messageOf } from '../forms/sentence.ts'
import { groups, holders, listBodies } from '../people/service.ts'
import { EngineError, type Diagram } from '../zeebe/service.ts'
import { diagramOf } from './deployable.ts'
import { withAnnex, type AnnexSources } from './annex.ts'
import { matterFolders, readBundle, UnreadableBundle } from './bundle.ts'
import { familyOf, wholesOf } from './catalogue/family.ts'
import { neighboursOf } from './catalogue/inForce.ts'
import * as publications from './publications.ts'
import { say } from './sentence.ts'
import * as store from './store.ts'
import type { Bundle, MatterVersion } from './types.ts'
import { version } from './versions.ts'

export { BROUGHT_BY_PUBLICATION } from '../../processes/rules/run.ts'

/** The organisation of this installation, read once for a publication. */
export async function organisationOf(db: Db): Promise<OrganisationView> {
  const bodies = new Set((await listBodies(db)).map((body) => body.id))
  const [known, held] = [await groups(db), await holders(db)]
  return { hasBody: (body) => bodies.has(body), hasGroup: (group) => known.has(group), holdersOf: (group) => held.get(group) ?? [] }
}

/** What the letter room says for a publication: its judgement of a matter's own letters, and the common templates by kind. */
export interface LetterRoom { fault: LetterFault; templates: Record<string, string> }

/** What the letter room says of a template, in both languages as the rules say it. */
export function letterFaultSaid(fault: string): { message: string; zh?: string } {
  return messageOf(sayRule`${fault}`)
}

/** Everything that is wrong with a bundle in this organisation; never throws for what it holds. */
export async function problemsIn(db: Db, bundle: Bundle, letterFault?: LetterFault): Promise<Problem[]> {
  return checkBundle(bundle, { organisation: await organisationOf(db), matterOf: await familyOf(db, bundle), neighbours: await neighboursOf(db, bundle.matter.code), wholes: await wholesOf(db, bundle.matter.code), ...(letterFault ? { letterFault } : {}) })
}

/**
 * The bundle with what it uses of letters and organisation: the content that is signed.
 * @throws Refusal bundle-refused when it is too broken to be read for that.
 */
export async function wholeOf(db: Db, bundle: Bundle, letters: LetterRoom): Promise<Bundle> {
  try {
    return await withAnnex(bundle, await annexSources(db, letters))
  } catch (error) {
    refuseErrors(bundle.matter.code, await problemsIn(db, bundle, letters.fault))
    throw error
  }
}

async function annexSources(db: Db, letters: LetterRoom): Promise<AnnexSources> {
  const bodies = (await listBodies(db)).map(({ id, name }): [string, string] => [id, name])
  return { letters: letters.templates, names: new Map([...bodies, ...(await groups(db))]) }
}

/**
 * Publishes a bundle with the review and the day its own guide names; the same content again gives the version that is there.
 * @param letterFault the letter room's judgement of the matter's own letters; without it a bundle that brings some is refused.
 * @throws Refusal bundle-refused with every problem as an issue (`file#element`); the earlier version stays in force.
 */
export async function publish(tx: Tx, ctx: Context, bundle: Bundle, letterFault?: LetterFault): Promise<MatterVersion> {
  const { matter } = bundle
  const made = await keep(tx, ctx, bundle, { letterFault, by: SYSTEM, reviewedBy: matter.review?.by ?? null, reviewedAt: matter.review === null ? null : startOfDay(matter.review.at), effectiveFrom: matter.effectiveFrom === null ? null : startOfDay(matter.effectiveFrom) })
  if (!made.fresh) return made.version
  if (matter.review !== null) await publications.sign(tx, { code: matter.code, hash: bundle.hash, officerId: null, name: matter.review.by, remarks: matter.review.remarks, at: startOfDay(matter.review.at) })
  if (matter.effectiveFrom !== null) await publications.putInForce(tx, { code: matter.code, versionId: made.version.id, kind: 'published', effectiveFrom: startOfDay(matter.effectiveFrom), by: { id: null, name: SYSTEM.name }, at: ctx.now(), reason: null })
  return made.version
}

export interface Keeping { letterFault?: LetterFault | undefined; by: Actor; reviewedBy: string | null; reviewedAt: Date | null; effectiveFrom: Date | null }

/**
 * Stores a version, once a content, if it passes the check. It takes no case by that.
 * @throws Refusal bundle-refused
 */
export async function keep(tx: Tx, ctx: Context, bundle: Bundle, { letterFault, by, reviewedBy, reviewedAt, effectiveFrom }: Keeping): Promise<{ version: MatterVersion; fresh: boolean }> {
  // two servers that start at once publish the same folders: the second waits here and then finds them
  await change(tx, "select pg_advisory_xact_lock(hashtext('matters.publish'))")
  const { matter } = bundle
  const there = await store.idByHash(tx, matter.code, bundle.hash)
  if (there !== undefined) return { version: await version(tx, there), fresh: false }
  refuseErrors(matter.code, await problemsIn(tx, bundle, letterFault))
  const id = await store.insert(tx, { code: matter.code, divisionCode: matter.division, bodyId: matter.body, hash: bundle.hash, bundle, processId: matter.code, effectiveFrom, reviewedBy, reviewedAt, publishedAt: ctx.now() })
  await record(tx, ctx, { actor: by, action: 'matter.published', object: `matter:${matter.code}`, detail: { versionId: id, hash: bundle.hash, effectiveFrom: effectiveFrom?.toISOString() ?? null, reviewedBy } })
  return { version: await version(tx, id), fresh: true }
}

/** @throws Refusal bundle-refused with every error as an issue. */
export function refuseErrors(code: string, problems: Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length === 0) return
  const issues = errors.map(issueOf)
  throw refuse('bundle-refused', { matter: code, detail: issues[0]!.message, count: errors.length }, issues)
}

/** A problem as a refusal lists it. */
export function issueOf({ rule, file, element, message, zh }: Problem): Issue {
  return { pointer: element === undefined ? file : `${file}#${element}`, message, ...(zh === undefined ? {} : { zh }), rule }
}

/** Dates of a guide are days in China; the offset is fixed since there is no daylight saving (last in 1991). */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`)
}

export interface Publication { code: string; version?: MatterVersion; refused?: Problem[] }

/** Gives a diagram to the engine on which new cases start. */
export type Deploy = (diagram: Diagram) => Promise<unknown>

/**
 * Publishes every folder of processes/, each in a transaction of its own: one broken matter never holds back the others.
 * What the engine refuses is not published either; an engine that is away hears of the diagram when the first case starts.
 * @param letters with templates the common letters and organisation entries are pinned in each bundle.
 */
export async function publishAll(ctx: Context, deploy?: Deploy, letters?: LetterFault | LetterRoom): Promise<Publication[]> {
  const done: Publication[] = []
  for (const code of matterFolders(ctx.config.processesDir)) done.push(await publishFolder(ctx, code, deploy, letters))
  return done
}

async function publishFolder(ctx: Context, code: string, deploy: Deploy | undefined, letters: LetterFault | LetterRoom | undefined): Promise<Publication> {
  const fault = typeof letters === 'object' ? letters.fault : letters
  try {
    const bundle = readBundle(join(ctx.config.processesDir, code), ctx.config.formsDir)
    const published = await inTransaction(ctx.db, async (tx) => {
      const whole = typeof letters === 'object' ? await wholeOf(tx, bundle, letters) : bundle
      const version = await publish(tx, ctx, whole, fault)
      crashpoint('publish:written')
      await deploy?.(diagramOf(version)).catch((error: unknown) => refuseOrWait(ctx, code, error))
      crashpoint('publish:deployed')
      return version
    })
    return { code, version: published }
  } catch (error) {
    const refused = problemsOf(error)
    if (!refused) {
      // a bug of ours, or a database that has just gone: either is told whole, and neither holds back the other matters
      ctx.log.error({ matter: code, error: error instanceof Error ? error.stack : String(error) }, `Matter ${code} was not published because its check broke off; the earlier version stays. This is a bug, please report it.`)
      return { code, refused: [brokenOff(error)] }
    }
    ctx.log.error({ matter: code, problems: refused }, `Matter ${code} was not published; the earlier version stays. ${refused[0]!.message}`)
    return { code, refused }
  }
}

/** @throws Refusal bundle-refused when the engine said no; an engine that is away is waited for by the first case. */
export function refuseOrWait(ctx: Context, code: string, error: unknown): void {
  if (error instanceof EngineError && error.kind === 'refused') {
    refuseErrors(code, [{ rule: 'engine-takes-diagram', severity: 'error', file: 'process.bpmn', ...messageOf(say`The engine does not take the diagram: ${error.message}`) }])
  }
  ctx.log.warn({ matter: code, error: String(error) }, `The engine could not be reached to deploy ${code}; the first case will bring the diagram.`)
}

/** What an engine gets of a version. */
export async function diagram(db: Db, versionId: string): Promise<Diagram> {
  return diagramOf(await version(db, versionId))
}

/** What is wrong, where a bundle was refused or could not be read; undefined for anything else that was thrown. */
export function problemsOf(error: unknown): Problem[] | undefined {
  if (error instanceof UnreadableBundle) return [{ rule: 'bundle-is-readable', severity: 'error', file: error.file, ...messageOf(error.sentence) }]
  const { code, issues } = error as { code?: string; issues?: { pointer: string; message: string; zh?: string; rule: string }[] }
  if (code !== 'bundle-refused') return undefined
  return issues!.map(({ pointer, rule, ...said }) => {
    const [file, element] = pointer.split('#') as [string, string?]
    return { rule, severity: 'error', file, ...(element === undefined ? {} : { element }), ...said }
  })
}
