/**
 * Common parts of forms (an address, a person) stand once in forms/shared/ and are drawn in when a bundle is read, so a bundle
 * holds whole forms and its content hash covers them. Pure; reading the folder is sharedFiles.ts.
 */
import type { FormSchema } from './schema.ts'

/** File name without folder -> part: `address.schema.json`. */
export type SharedParts = Record<string, FormSchema>

/** `"$ref": "../shared/address.schema.json"`; words beside it (title, x-help) win over the part's own. */
const SHARED_REF = /^(?:\.\.\/)?shared\/([a-z0-9-]+\.schema\.json)$/

/**
 * A copy of the schema in which every `$ref` to a shared part is replaced by the part. Refs it does not know stay and are
 * reported by `checkSchema`; a part that refers to itself is cut after eight turns and so reported too.
 */
export function inlineShared(schema: unknown, shared: SharedParts, turns = 8): unknown {
  if (Array.isArray(schema)) return schema.map((one) => inlineShared(one, shared, turns))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, ...rest } = schema as Record<string, unknown>
  const name = typeof $ref === 'string' ? SHARED_REF.exec($ref)?.[1] : undefined
  if (name && Object.hasOwn(shared, name) && turns > 0) {
    const { $schema: _dialect, $id: _id, ...part } = shared[name] as Record<string, unknown>
    return inlineShared({ ...part, ...rest }, shared, turns - 1)
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inlineShared(value, shared, turns)]))
}
