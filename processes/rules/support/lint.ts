/**
 * Rules of others, in bpmnlint's form, run over one diagram in a single walk (forty walks took forty milliseconds a matter); what they say
 * becomes a finding with the rule's name. Shapes and edges are not walked: a rule that wants them finds them from the definitions.
 */
import type { Sentence } from '../../../server/forms/sentence.ts'
import { finding, type Fact, type Finding } from '../rule.ts'
import { called, DIAGRAM, type DiagramSubject } from '../subject.ts'

export type Factory = (config?: unknown) => unknown

/** What a factory makes, as bpmnlint calls it. */
interface Made { check: Enter | { enter?: Enter; leave?: Enter } }
/** `false` keeps the rule out of what is inside. */
type Enter = (node: Moddle, reporter: { report(id: string | undefined, message: string): void }) => unknown

interface Moddle {
  $type: string
  $descriptor: { isGeneric?: boolean; properties: { name: string; type: string; isAttr?: boolean; isReference?: boolean; isMany?: boolean }[] }
  [property: string]: unknown
}

interface Listener { enter?: Enter | undefined; leave?: Enter | undefined; reporter: { report(id: string | undefined, message: string): void } }

/** @param facts which fact of the element a rule speaks of, by the rule's name */
export function lint({ definitions, diagram }: DiagramSubject, rules: readonly (readonly [name: string, factory: Factory, config?: unknown])[], facts: Readonly<Record<string, Fact>>, say: (element: string, message: string, rule: string) => Sentence): Finding[] {
  const found = new Map<string, Finding[]>(rules.map(([name]) => [name, []]))
  const listeners = rules.map(([name, factory, config]): Listener => {
    const { check } = factory(config) as Made
    const report = (id: string | undefined, message: string): void => {
      const node = id === undefined ? undefined : diagram.nodes.get(id)
      found.get(name)!.push(finding(DIAGRAM, id, say(node ? called(node) : `"${id ?? 'the diagram'}"`, message, name), facts[name] ? { fact: facts[name] } : {}))
    }
    return { ...(typeof check === 'function' ? { enter: check } : { enter: check.enter, leave: check.leave }), reporter: { report } }
  })
  walk(definitions as Moddle, listeners)
  return [...found.values()].flat()
}

const simple = new Set(['String', 'Boolean', 'Integer', 'Real'])

function walk(element: Moddle, listeners: Listener[]): void {
  const inside = listeners.filter(({ enter, reporter }) => enter?.(element, reporter) !== false)
  for (const child of childrenOf(element)) walk(child, inside)
  for (const { leave, reporter } of listeners) leave?.(element, reporter)
}

/** The properties of a kind of element that hold elements; asked for each element, the same for each of its kind. */
const containers = new WeakMap<object, string[]>()

function childrenOf(element: Moddle): Moddle[] {
  const { $descriptor } = element
  let names = containers.get($descriptor)
  if (!names) {
    const { isGeneric, properties } = $descriptor
    names = isGeneric ? [] : properties.filter(({ type, isAttr, isReference }) => !isAttr && !isReference && !simple.has(type)).map(({ name }) => name)
    containers.set($descriptor, names)
  }
  return names.flatMap((name) => (name in element ? element[name] as Moddle | Moddle[] : [])).filter((child) => child?.$descriptor && !child.$type.startsWith('bpmndi:'))
}
