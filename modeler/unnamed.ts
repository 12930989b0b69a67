/**
 * What an element without a name is called where it is spoken of: by its kind and by what comes before it (未命名的审批环节（窗口受理之后）),
 * never by its id. Pure; where the elements are read from is unnamedInText.ts for a text, panel/surroundings.ts for the drawing.
 */
import { localised } from './templates/localised.ts'
import type { Locale, Words } from './words/words.ts'

export interface Spoken {
  id: string
  name: string
  /** Without prefix: UserTask, SequenceFlow … */
  type: string
  /** The concept it is (templates/recognise.ts), or null. */
  concept: string | null
  /** Ids of the elements before it; of a line, of the one it begins at. */
  from: readonly string[]
  /** Of a line: where it leads. */
  to?: string
  /** The activity that an event stands on. */
  on?: string
}

/** @returns for every id what it is called: its name, else kind and place, told apart by numbers */
export function namesOf(elements: readonly Spoken[], words: Words, locale: Locale): Map<string, string> {
  const all = new Map(elements.map((one) => [one.id, one]))
  const names = new Map<string, string>()
  const taken = new Set(elements.map(({ name }) => name))
  for (const one of elements.filter(({ to }) => to === undefined)) {
    if (one.name !== '') names.set(one.id, one.name)
    else names.set(one.id, apart(called(one, all, words, locale), taken))
  }
  for (const { id, name, from: [from], to } of elements) {
    if (to === undefined) continue
    names.set(id, name !== '' ? name : apart(words('unnamed.line', { from: names.get(from ?? '') ?? '…', to: names.get(to) ?? '…' }), taken))
  }
  return names
}

function apart(text: string, taken: Set<string>): string {
  let name = text
  for (let number = 2; taken.has(name); number++) name = `${text} ${number}`
  taken.add(name)
  return name
}

function called(one: Spoken, all: ReadonlyMap<string, Spoken>, words: Words, locale: Locale): string {
  const kind = kindOf(one, words, locale)
  const host = one.on === undefined ? undefined : all.get(one.on)?.name
  if (host) return words('unnamed.on', { kind, name: host })
  const before = namedBefore(one, all)
  return before ? words('unnamed.after', { kind, name: before }) : words('unnamed', { kind })
}

/** The nearest that has a name, through whatever has none. */
function namedBefore(one: Spoken, all: ReadonlyMap<string, Spoken>): string | undefined {
  const seen = new Set([one.id])
  let next = [...one.from]
  while (next.length > 0) {
    const nodes = next.flatMap((id) => (seen.has(id) ? [] : all.get(id) ?? []))
    const named = nodes.find(({ name }) => name !== '')
    if (named) return named.name
    for (const { id } of nodes) seen.add(id)
    next = nodes.flatMap(({ from, on }) => (on === undefined ? from : [on]))
  }
  return undefined
}

/** Kinds that have a word of their own; anything else is an element. */
const KINDS = new Set([
  'StartEvent', 'EndEvent', 'BoundaryEvent', 'IntermediateCatchEvent', 'IntermediateThrowEvent', 'ExclusiveGateway', 'ParallelGateway', 'InclusiveGateway', 'EventBasedGateway',
  'Task', 'UserTask', 'ServiceTask', 'SendTask', 'ReceiveTask', 'ManualTask', 'ScriptTask', 'BusinessRuleTask', 'CallActivity', 'SubProcess',
])

function kindOf({ type, concept }: Spoken, words: Words, locale: Locale): string {
  const template = concept === null ? undefined : localised(locale).find(({ id }) => id === `tongban:${concept}`)
  return template?.name ?? words(`kind.${KINDS.has(type) ? type : 'other'}`)
}

/** An id that a modeler made up, behind a name that says it already. */
const MADE_UP = /(?<=["”])(?: \(|（)(?:Activity|Event|Gateway|Flow)_[0-9a-z]{7}[)）]/g

/** A sentence with the ids of nameless elements said as names: quoted alone, or in a road of arrows. An id inside an expression stays, one that only repeats a name goes. */
export function saidByName(text: string, unnamed: ReadonlyMap<string, string>): string {
  const name = (id: string, whole: string): string => unnamed.get(id) ?? whole
  return text.replace(MADE_UP, '').replace(/(?<=["“])[\w.-]+(?=["”])/g, (id) => name(id, id)).replace(/(?<=→ )[\w.-]+|[\w.-]+(?= →)/g, (id) => name(id, id))
}
