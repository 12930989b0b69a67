/**
 * The modeler room's door: which matters can be drawn, and one matter's files with all that the program in the browser needs to
 * judge them. What the program does with them is modeler/ at the root.
 */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { groups, listBodies } from '../people/service.ts'
import { filesOf, type Files } from './files.ts'
import { sharedFiles } from './shared.ts'

export { routes } from './routes.ts'
export type { Files } from './files.ts'

/** What a drawing stands on: a version of the matter. */
export interface Base {
  /** The version's content hash. */
  revision: string
  effectiveFrom: string | null
}

export interface OpenedMatter {
  code: string
  name: string
  base: Base
  files: Files
}

/** What the rules ask of the place a matter is to run in, as data. */
export interface Place {
  bodies: { id: string; name: string }[]
  /** `zhujian/window` with its name. */
  groups: { id: string; name: string }[]
  /** Common parts of forms: file name -> schema. */
  shared: Record<string, object>
}

/** @throws Refusal not-found */
export async function openMatter(ctx: Context, code: string): Promise<OpenedMatter> {
  const version = await matters.effective(ctx.db, code, ctx.now())
  if (!version) throw refuse('not-found')
  const { bundle } = version
  return { code, name: bundle.matter.name, base: { revision: version.hash, effectiveFrom: bundle.matter.effectiveFrom }, files: filesOf(bundle) }
}

export async function placeOf(ctx: Context): Promise<Place> {
  const [bodies, known] = await Promise.all([listBodies(ctx.db), groups(ctx.db)])
  return {
    bodies: bodies.map(({ id, name }) => ({ id, name })),
    groups: [...known].map(([id, name]) => ({ id, name })),
    shared: Object.fromEntries(Object.entries(sharedFiles(ctx)).map(([name, text]) => [name, JSON.parse(text) as object])),
  }
}
