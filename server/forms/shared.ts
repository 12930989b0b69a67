/**
 * Common parts of forms (an address, a person) stand once in forms/shared/ and are drawn in when a bundle is read, so a bundle
 * holds whole forms and its content hash covers them. Pure; reading the folder is sharedFiles.ts.
 */
import type { FormSchema } from './schema.ts'

/** File name without folder -> part: `address.schema.json`. */
export type SharedParts = Record<string, FormSchema>

/** `"$ref": "../shared/address.schema.json"`; words beside it (title, x-help) win over the part's own. */
const SHARED_REF = /^(?:\.\.\/)?shared\/([a-z0-9-]+\.schema\.json)$/

/** Above any form; beyond it refs stay as they are. A part that refers ten times to itself would be a hundred million otherwise. */
const MOST_DRAWN_IN = 20_000
const MOST_TURNS = 8

/**
 * A copy of the schema in which every `$ref` to a shared part is replaced by the part. Refs it does not know stay and are
 * reported by `checkSchema`; a part that refers to itself is cut after eight turns, a bomb after twenty thousand nodes, and so reported too.
 * @param wanted the parts to be drawn in; the refs to others stay.
 */
export function inlineShared(schema: unknown, shared: SharedParts, wanted: (name: string) => boolean = () => true): unknown {
  return drawnIn(schema, { shared, wanted, left: MOST_DRAWN_IN }, 0)
}

interface Drawing { shared: SharedParts; wanted: (name: string) => boolean; /** Nodes of parts that may still be drawn in. */ left: number }

function drawnIn(schema: unknown, drawing: Drawing, turns: number): unknown {
  if (turns > 0) drawing.left--
  if (Array.isArray(schema)) return schema.map((one) => drawnIn(one, drawing, turns))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, ...rest } = schema as Record<string, unknown>
  const name = partNamed($ref)
  if (name && Object.hasOwn(drawing.shared, name) && turns < MOST_TURNS && drawing.left > 0 && drawing.wanted(name)) {
    const { $schema: _dialect, $id: _id, ...part } = drawing.shared[name] as Record<string, unknown>
    return drawnIn({ ...part, ...rest }, drawing, turns + 1)
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, drawnIn(value, drawing, turns)]))
}

function partNamed($ref: unknown): string | undefined {
  return typeof $ref === 'string' ? SHARED_REF.exec($ref)?.[1] : undefined
}

/** The parts that a schema refers to itself, by file name. */
export function partsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const name = partNamed((schema as { $ref?: unknown }).$ref)
  return [...new Set([...(name ? [name] : []), ...Object.values(schema).flatMap(partsIn)])]
}

/** The parts that mean another thing in one set than in the other, by themselves or by a part they refer to. */
export function partsThatDiffer(before: SharedParts, after: SharedParts): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const differing = new Set(names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])))
  const refs = names.map((name) => [name, partsIn([before[name], after[name]])] as const)
  for (let known = -1; known < differing.size;) {
    known = differing.size
    for (const [name, parts] of refs) if (parts.some((part) => differing.has(part))) differing.add(name)
  }
  return [...differing].sort()
}
