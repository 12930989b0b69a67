/**
 * What can be said at once of a matter that is not whole: a guide with gaps, a form or a diagram that cannot be read. Every rule runs; one
 * that asks for what is missing is silent until it is there. Publication asks run.ts, where a guide with gaps ends the matter.
 */
import { readTree, UnreadableDiagram } from '../../server/matters/diagram.ts'
import type { Bundle } from '../../server/matters/types.ts'
import guideIsComplete from './guide-is-complete.ts'
import { rules } from './index.ts'
import { finding, type Finding, type Rule } from './rule.ts'
import type { Problem } from './run.ts'
import { DIAGRAM, subjectOf, type BundleSubject, type DiagramSubject, type LetterFault, type OrganisationView } from './subject.ts'
import { fits } from './support/guideJudge.ts'
import { readTables } from './support/tables.ts'

/** A rule asked for what is not there yet. */
class NotYet extends Error {}
const NOTHING = { get: () => { throw new NotYet() }, enumerable: true }

export interface Place { organisation: OrganisationView; letterFault: LetterFault; without: readonly string[] }

/** @param lost forms that are there and cannot be read: nothing is said of them, nor that they are missing */
export async function checkPartly(bundle: Bundle, { without, ...place }: Place, lost: readonly string[] = []): Promise<Problem[]> {
  const gaps = spoken(guideIsComplete, () => guideIsComplete.find({ bundle } as BundleSubject))
  const diagram = await read(bundle.diagram)
  const forms = lost.length === 0 ? bundle.forms : veiled(bundle.forms, (path) => lost.includes(path.slice(1)), true)
  const of = { bundle: withGuide({ ...bundle, forms }), tables: await readTables(bundle), neighbours: [], ...place }
  const subject = 'problem' in diagram ? unread(of) : { ...diagram, ...of }
  const found = rules.filter(({ name }) => !without.includes(name)).flatMap((rule) => spoken(rule, () => rule.find(subject)))
  return [...gaps, ...('problem' in diagram ? [diagram.problem] : []), ...found]
}

/** A rule that breaks over what is not whole is silent too: what it counts on is promised by guide-is-complete alone. */
function spoken(rule: Rule, find: () => Finding[]): Problem[] {
  try {
    return find().map((one) => ({ rule: rule.name, severity: rule.severity, ...one }))
  } catch {
    return []
  }
}

async function read(xml: string): Promise<DiagramSubject | { problem: Problem }> {
  try {
    return subjectOf(await readTree(xml))
  } catch (error) {
    if (!(error instanceof UnreadableDiagram)) throw error
    return { problem: { ...finding(DIAGRAM, error.element, error.sentence), rule: 'diagram-is-readable', severity: 'error' } }
  }
}

/** Whoever asks for the diagram learns that it is not there. */
function unread(of: object): BundleSubject {
  return Object.defineProperties({ ...of }, { diagram: NOTHING, steps: NOTHING, definitions: NOTHING }) as BundleSubject
}

/** The bundle with a guide of which the places cannot be read that its schema finds fault with. */
function withGuide(bundle: Bundle): Bundle {
  if (fits(bundle.matter)) return bundle
  const faulty = new Set((fits.errors ?? []).filter(({ keyword }) => !HARMLESS.has(keyword)).map(({ instancePath, keyword, params }) => (
    keyword === 'required' ? `${instancePath}/${String((params as { missingProperty: string }).missingProperty)}` : instancePath)))
  if (faulty.has('')) return Object.defineProperty({ ...bundle }, 'matter', NOTHING)
  return { ...bundle, matter: veiled(bundle.matter, (path) => faulty.has(path)) }
}

/** What there is too much of can be read; `if` only says that what follows from it was said. */
const HARMLESS = new Set(['additionalProperties', 'uniqueItems', 'if'])

/** @param hidden by JSON pointer from the value @param whole whether its keys cannot be listed either */
function veiled<T extends object>(value: T, hidden: (path: string) => boolean, whole = false, path = ''): T {
  const made = new Map<string, unknown>()
  const guard = (key: string): void => { if (hidden(`${path}/${key}`)) throw new NotYet() }
  return new Proxy(Array.isArray(value) ? ([...value] as unknown as T) : { ...value }, {
    get(target, key) {
      const there: unknown = Reflect.get(target, key)
      if (typeof key === 'symbol') return there
      guard(key)
      if (typeof there !== 'object' || there === null || (path === '' && whole)) return there
      if (!made.has(key)) made.set(key, veiled(there, hidden, false, `${path}/${key}`))
      return made.get(key)
    },
    has(target, key) {
      if (typeof key === 'string') guard(key)
      return Reflect.has(target, key)
    },
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'string') guard(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
    ownKeys(target) {
      if (whole) throw new NotYet()
      return Reflect.ownKeys(target)
    },
  })
}
