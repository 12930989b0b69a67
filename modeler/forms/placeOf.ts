/** Where in a form a problem is: the field that the builder shows, what is set of the form as a whole, or a place that the text alone shows. Pure. */
import type { FormSchema } from '../../server/forms/schema.ts'
import type { Where } from '../../processes/rules/rule.ts'
import { outlineOf } from './outline.ts'
import { at, pathOf, pointerOf } from './schemaPath.ts'

/** `built`: the builder shows it. `pointer` is that of the field there ('' for the form as a whole), in the text of the nearest place that is there. */
export interface FormPlace { built: boolean; pointer: string }

/** What the builder sets of a form as a whole (FormPanel). */
const WHOLE = new Set(['title', 'x-pages', 'routing'])

export function placeInForm(schema: FormSchema, { element = '', field }: { element?: string } & Where): FormPlace {
  const entries = outlineOf(schema)
  const named = field === undefined ? undefined : entries.find(({ name }) => name === field)
  if (named) return { built: true, pointer: pointerOf(named.path) }
  const path = pathOf(element)
  const holder = entries.findLast((entry) => entry.path.every((key, index) => path[index] === key))
  if (holder) return { built: true, pointer: pointerOf(holder.path) }
  if (path.length === 0 || WHOLE.has(path[0]!)) return { built: true, pointer: '' }
  const there = path.findLastIndex((_, index) => at(schema, path.slice(0, index + 1)) !== undefined)
  return { built: false, pointer: pointerOf(path.slice(0, there + 1)) }
}
