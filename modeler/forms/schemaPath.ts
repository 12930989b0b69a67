/** Reading and changing one place of a form's JSON without touching the rest: what this program does not know survives. Pure. */
import type { FormSchema } from '../../server/forms/schema.ts'

/** Keys from the root: `['allOf', '0', 'then', 'properties', 'gaps']`. */
export type Path = readonly string[]

export type Json = Record<string, unknown>

export function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined), root)
}

/** A copy with another value at the path; `undefined` removes the key. Lists stay lists; objects on the way are made. */
export function put<T>(root: T, path: Path, value: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  if (Array.isArray(root)) {
    const copy = [...root] as unknown[]
    if (rest.length === 0 && value === undefined) copy.splice(Number(key), 1)
    else copy[Number(key)] = put(copy[Number(key)], rest, value)
    return copy as T
  }
  const there = (root ?? {}) as Json
  if (rest.length === 0 && value === undefined) return Object.fromEntries(Object.entries(there).filter(([name]) => name !== key)) as T
  return { ...there, [key]: put(there[key], rest, value) } as T
}

export function fieldAt(root: FormSchema, path: Path): FormSchema | undefined {
  return at(root, path) as FormSchema | undefined
}

/** `/allOf/0/then/properties/gaps`, as problems and previews name a place. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

export function pathOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
