/**
 * The matters room's door: publishing whole bundles, the version in force at an instant, and the facts of its steps.
 * A running case keeps the version pinned at submission (design decision 8); nothing here edits a published one.
 */
import { join } from 'node:path'
import { brokenOff, checkBundle, type Problem } from '../../processes/rules/run.ts'
import type { LetterFault, OrganisationView } from '../../processes/rules/subject.ts'
import { record, SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction, poolOf, type Db, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { FormSchema } from '../forms/schema.ts'
import { groups, listBodies } from '../people/service.ts'
import { matterFolders, readBundle, UnreadableBundle } from './bundle.ts'
import { EngineError, type Diagram } from '../zeebe/service.ts'
import { readDiagram } from './diagram.ts'
import { stepsOf } from './facts.ts'
import * as store from './store.ts'
import type { Bundle, MatterSummary, MatterVersion, Step } from './types.ts'

export type { Bundle, MatterSummary, MatterVersion, Return, Step } from './types.ts'
export type { Guide } from './guide.ts'
export { readBundle, matterFolders, sealed, UnreadableBundle } from './bundle.ts'
export type { Problem } from '../../processes/rules/run.ts'
export type { LetterFault, OrganisationView } from '../../processes/rules/subject.ts'
export { routes } from './routes.ts'
export { DEFAULT_ROLE, isOpinion, readSheet, type SheetDepartment, type SheetOpinion, type SheetPlan, type SheetRule, type SheetSilence } from './sheet.ts'

/** The organisation of this installation, read once for a publication. */
export async function organisationOf(db: Db): Promise<OrganisationView> {
  const bodies = new Set((await listBodies(db)).map((body) => body.id))
  const known = await groups(db)
  return { hasBody: (body) => bodies.has(body), hasGroup: (group) => known.has(group) }
}

/**
 * Publishes a bundle whole or not at all; the same content again gives the version that is there.
 * @param letterFault the letter room's judgement of the matter's own letters; without it a bundle that brings some is refused.
 * @throws Refusal bundle-refused with every problem as an issue (`file#element`); the earlier version stays in force.
 */
export async function publish(tx: Tx, ctx: Context, bundle: Bundle, letterFault?: LetterFault): Promise<MatterVersion> {
  // two servers that start at once publish the same folders: the second waits here and then finds them
  await change(tx, "select pg_advisory_xact_lock(hashtext('matters.publish'))")
  const there = await store.idByHash(tx, bundle.matter.code, bundle.hash)
  if (there !== undefined) return version(tx, there)
  const problems = await checkBundle(bundle, { organisation: await organisationOf(tx), ...(letterFault ? { letterFault } : {}) })
  refuseErrors(bundle.matter.code, problems)
  const { matter } = bundle
  const reviewed = matter.review === null ? null : startOfDay(matter.review.at)
  const id = await store.insert(tx, {
    code: matter.code, divisionCode: matter.division, bodyId: matter.body, hash: bundle.hash, bundle, processId: matter.code,
    effectiveFrom: matter.effectiveFrom === null ? null : startOfDay(matter.effectiveFrom),
    reviewedBy: matter.review?.by ?? null, reviewedAt: reviewed, publishedAt: ctx.now(),
  })
  await record(tx, ctx, { actor: SYSTEM, action: 'matter.published', object: `matter:${matter.code}`, detail: { versionId: id, hash: bundle.hash, effectiveFrom: matter.effectiveFrom } })
  return version(tx, id)
}

function refuseErrors(code: string, problems: Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length === 0) return
  const issues = errors.map(({ rule, file, element, message }) => ({ pointer: element === undefined ? file : `${file}#${element}`, message, rule }))
  throw refuse('bundle-refused', { matter: code, detail: issues[0]!.message, count: errors.length }, issues)
}

/** Dates of a guide are days in China; the offset is fixed since there is no daylight saving (last in 1991). */
function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`)
}

export interface Publication { code: string; version?: MatterVersion; refused?: Problem[] }

/** Gives a diagram to the engine on which new cases start. */
export type Deploy = (diagram: Diagram) => Promise<unknown>

/**
 * Publishes every folder of processes/, each in a transaction of its own: one broken matter never holds back the others.
 * What the engine refuses is not published either; an engine that is away hears of the diagram when the first case starts.
 */
export async function publishAll(ctx: Context, deploy?: Deploy, letterFault?: LetterFault): Promise<Publication[]> {
  const done: Publication[] = []
  for (const code of matterFolders(ctx.config.processesDir)) done.push(await publishFolder(ctx, code, deploy, letterFault))
  return done
}

async function publishFolder(ctx: Context, code: string, deploy: Deploy | undefined, letterFault: LetterFault | undefined): Promise<Publication> {
  try {
    const bundle = readBundle(join(ctx.config.processesDir, code), ctx.config.formsDir)
    const published = await inTransaction(ctx.db, async (tx) => {
      const version = await publish(tx, ctx, bundle, letterFault)
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

function refuseOrWait(ctx: Context, code: string, error: unknown): void {
  if (error instanceof EngineError && error.kind === 'refused') {
    refuseErrors(code, [{ rule: 'engine-takes-diagram', severity: 'error', file: 'process.bpmn', message: `The engine does not take the diagram: ${error.message}` }])
  }
  ctx.log.warn({ matter: code, error: String(error) }, `The engine could not be reached to deploy ${code}; the first case will bring the diagram.`)
}

/** What an engine gets of a version. */
export async function diagram(db: Db, versionId: string): Promise<Diagram> {
  return diagramOf(await version(db, versionId))
}

function diagramOf(version: MatterVersion): Diagram {
  return { hash: version.hash, processId: version.processId, resources: [{ name: `${version.code}.bpmn`, content: version.bundle.diagram }] }
}

/** The latest name of a matter, also of one that takes no cases any more. */
export function nameOf(db: Db, code: string): Promise<string | undefined> {
  return store.nameOf(db, code)
}

function problemsOf(error: unknown): Problem[] | undefined {
  if (error instanceof UnreadableBundle) return [{ rule: 'bundle-is-readable', severity: 'error', file: error.file, message: error.message }]
  const { code, issues } = error as { code?: string; issues?: { pointer: string; message: string; rule: string }[] }
  if (code !== 'bundle-refused') return undefined
  return issues!.map(({ pointer, message, rule }) => {
    const [file, element] = pointer.split('#') as [string, string?]
    return { rule, severity: 'error', file, ...(element === undefined ? {} : { element }), message }
  })
}

/** The version that accepts cases at an instant: reviewed, and its effective date reached. Undefined = no case yet. */
export async function effective(db: Db, code: string, at: Date): Promise<MatterVersion | undefined> {
  const id = await store.idInForce(db, code, at)
  return id === undefined ? undefined : version(db, id)
}

/** Versions by connection settings (a pool and its transactions share them); a row never changes once it is written. */
const kept = new WeakMap<object, Map<string, MatterVersion>>()
const MOST_KEPT = 200

/** @throws Refusal not-found */
export async function version(db: Db, id: string): Promise<MatterVersion> {
  const cache = cacheOf(db)
  const found = cache.get(id)
  if (found) return found
  const stored = await store.byId(db, id)
  if (!stored) throw refuse('not-found')
  const read: MatterVersion = { ...stored, steps: stepsOf(await readDiagram(stored.bundle.diagram)) }
  if (cache.size >= MOST_KEPT) cache.delete(cache.keys().next().value!)
  cache.set(id, read)
  return read
}

function cacheOf(db: Db): Map<string, MatterVersion> {
  const key = poolOf(db)
  const cache = kept.get(key) ?? new Map<string, MatterVersion>()
  kept.set(key, cache)
  return cache
}

/** Matters that accept cases at an instant, by name. */
export function list(db: Db, at: Date): Promise<MatterSummary[]> {
  return store.list(db, at)
}

/** Matters in which every word is found: name, keywords, topics, body, or the beginning of a code. At most 200. */
export async function search(db: Db, at: Date, text: string): Promise<MatterSummary[]> {
  const words = text.normalize('NFKC').slice(0, 100).split(/\s+/).filter(Boolean).slice(0, 8).map((word) => word.replace(/[\\%_]/g, '\\$&'))
  return store.search(db, at, words.map((word) => ({ anywhere: `%${word}%`, beginning: `${word.toLowerCase()}%` })))
}

export function steps(version: MatterVersion): Step[] {
  return version.steps
}

/** @throws Error when the element is no step of the version: a case never meets such an element. */
export function step(version: MatterVersion, elementId: string): Step {
  const found = version.steps.find((one) => one.elementId === elementId)
  if (!found) throw new Error(`Version ${version.id} of ${version.code} has no step "${elementId}".`)
  return found
}

/** @throws Error when the bundle has no such form: publication made sure that every step's form is there. */
export function form(version: MatterVersion, formKey: string | null | undefined): FormSchema {
  const found = formKey == null || !Object.hasOwn(version.bundle.forms, formKey) ? undefined : version.bundle.forms[formKey]
  if (!found) throw new Error(`Version ${version.id} of ${version.code} has no form "${formKey}".`)
  return found
}
