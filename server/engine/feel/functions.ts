/** The built-in functions of the safe list: each takes time linear in its arguments and makes nothing larger than them. */
import { asText, compare, equal, fits, type FeelValue } from './values.ts'

export type Builtin = (args: readonly FeelValue[]) => FeelValue

/** `arity` -1: any number of arguments. */
interface Entry { arity: number; run: Builtin }

const text = (value: FeelValue | undefined): value is string => typeof value === 'string'
const number = (value: FeelValue | undefined): value is number => typeof value === 'number'
const list = (value: FeelValue | undefined): value is FeelValue[] => Array.isArray(value)

/** One list argument, or the arguments themselves as the list. */
const items = (args: readonly FeelValue[]): readonly FeelValue[] | null => (args.length === 1 ? (list(args[0]) ? args[0] : null) : args)

const onText = (run: (value: string) => FeelValue): Entry => ({ arity: 1, run: ([value]) => (text(value) ? run(value) : null) })
const onTexts = (run: (a: string, b: string) => FeelValue): Entry => ({ arity: 2, run: ([a, b]) => (text(a) && text(b) ? run(a, b) : null) })
const onNumber = (run: (value: number) => number): Entry => ({ arity: 1, run: ([value]) => (number(value) ? run(value) : null) })

export const builtins: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['not', { arity: 1, run: ([value]) => (typeof value === 'boolean' ? !value : null) }],
  ['string', { arity: 1, run: ([value]) => asText(value ?? null) }],
  ['contains', onTexts((a, b) => a.includes(b))],
  ['starts with', onTexts((a, b) => a.startsWith(b))],
  ['ends with', onTexts((a, b) => a.endsWith(b))],
  ['upper case', onText((value) => value.toUpperCase())],
  ['lower case', onText((value) => value.toLowerCase())],
  ['string length', onText((value) => value.length)],
  ['floor', onNumber(Math.floor)],
  ['ceiling', onNumber(Math.ceil)],
  ['abs', onNumber(Math.abs)],
  ['count', { arity: 1, run: ([value]) => (list(value) ? value.length : null) }],
  ['list contains', { arity: 2, run: ([all, one]) => (list(all) ? all.some((item) => equal(item, one ?? null) === true) : null) }],
  ['append', { arity: -1, run: ([all, ...more]) => (list(all) ? joined([all, more as FeelValue[]]) : null) }],
  ['concatenate', { arity: -1, run: (args) => (args.every(list) ? joined(args as FeelValue[][]) : null) }],
  ['min', { arity: -1, run: (args) => extreme(args, -1) }],
  ['max', { arity: -1, run: (args) => extreme(args, 1) }],
])

/** @throws TooLarge */
function joined(lists: readonly FeelValue[][]): FeelValue[] {
  fits(lists.reduce((sum, each) => sum + each.length * 4, 0))
  return lists.flat(1)
}

function extreme(args: readonly FeelValue[], sign: 1 | -1): FeelValue {
  const all = items(args)
  if (!all || all.length === 0) return null
  let best: FeelValue = all[0] ?? null
  for (const item of all) {
    const order = compare(item, best)
    if (order === null) return null
    if (order === sign) best = item
  }
  return best
}
