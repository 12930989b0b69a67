/**
 * The modeler room's door: one matter's files as the repository has them, with all that the program in the browser needs to judge them.
 * What the program does with them is modeler/ at the root; drafts are drafts.ts, proposing is the publication room's.
 */
import type { Context } from '../context.ts'
import { groups, holders, listBodies } from '../people/service.ts'
import { list, readPlace, type Proposal } from '../publication/service.ts'
import { refuse } from '../errors.ts'
import { isBegun } from './drafts.ts'
import type { Files } from './files.ts'

export { routes } from './routes.ts'
export { tidy } from './drafts.ts'
export type { Files } from './files.ts'

/** What a drawing stands on: a commit of the matters' repository. */
export interface Base {
  /** Null where there is no repository: it can be drawn and exported, not proposed. */
  revision: string | null
  effectiveFrom: string | null
}

export interface OpenedMatter {
  code: string
  name: string
  base: Base
  files: Files
  /** Common parts of forms: file name -> schema. */
  shared: Record<string, object>
}

/** What the rules ask of the place a matter is to run in, as data. */
export interface Place {
  bodies: { id: string; name: string }[]
  /** `zhujian/window` with its name, and the logins of who holds it. */
  groups: { id: string; name: string; holders: string[] }[]
}

/**
 * @param revision a commit; without one what is published. A matter that was begun here and is not published yet has no files.
 * @throws Refusal no-such-matter, no-such-revision
 */
export async function openMatter(ctx: Context, code: string, revision?: string): Promise<OpenedMatter> {
  const { revision: read, files, shared } = await readPlace(ctx, code, revision)
  if (Object.keys(files).length === 0 && !(await isUnderWay(ctx, code))) throw refuse('no-such-matter', { matter: code })
  const guide = guideOf(files['matter.json'])
  return {
    code, name: guide.name ?? code, base: { revision: read, effectiveFrom: guide.effectiveFrom ?? null }, files,
    shared: Object.fromEntries(Object.entries(shared).flatMap(([name, text]) => parsed(name, text))),
  }
}

/** Whether somebody is about to make this matter: a draft of it is kept, or it is proposed. */
export async function isUnderWay(ctx: Context, code: string): Promise<boolean> {
  return (await isBegun(ctx, code)) || (await proposalUnderWay(ctx, code)) !== undefined
}

/** The proposal of a matter that was touched last and is not at its end. */
export async function proposalUnderWay(ctx: Context, code: string): Promise<Proposal | undefined> {
  return (await list(ctx.db, { code, states: ['proposed', 'returned', 'signed', 'publishing'] }, 1))[0]
}

export async function placeOf(ctx: Context): Promise<Place> {
  const [bodies, known, held] = await Promise.all([listBodies(ctx.db), groups(ctx.db), holders(ctx.db)])
  return { bodies: bodies.map(({ id, name }) => ({ id, name })), groups: [...known].map(([id, name]) => ({ id, name, holders: held.get(id) ?? [] })) }
}

/** A guide that is no JSON is told by the check; it is opened all the same. */
export function guideOf(text: string | undefined): { name?: string; effectiveFrom?: string | null; body?: unknown; implementCode?: unknown } {
  return (parsed('guide', text ?? '{}')[0]?.[1] ?? {}) as { name?: string; effectiveFrom?: string | null; body?: unknown; implementCode?: unknown }
}

function parsed(name: string, text: string): [string, object][] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? [[name, value]] : []
  } catch {
    return []
  }
}
