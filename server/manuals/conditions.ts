/** A flow's condition in words: the flow's own name, or the answer it asks for as the form calls it. Pure. */
import type { Flow } from '../matters/diagram.ts'
import { choicesOf } from '../forms/schema.ts'
import { nameOf, type Subject } from './subject.ts'

/** `=acceptance = "accept" or acceptance = "tolerant"`, `=urgent = true`: one variable, the values it may have. */
export function readEquality(condition: string): { variable: string; values: string[] } | null {
  const found = condition.replace(/^=/, '').split(/\s+or\s+/).map((part) => /^\s*([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|(true|false))\s*$/.exec(part))
  const variable = found[0]?.[1]
  if (variable === undefined || found.some((match) => match?.[1] !== variable)) return null
  return { variable, values: found.map((match) => match![2] ?? match![3]!) }
}

/** What must be so for a case to take the flow; empty where it needs nothing. */
export function flowWords(subject: Subject, flow: Flow): string {
  const gateway = subject.diagram.nodes.get(flow.from)?.name ?? ''
  if (flow.name) return gateway ? `${gateway}${/[？?：:]$/.test(gateway) ? '' : subject.say('manuals.colon')}${flow.name}` : flow.name
  if (flow.condition === undefined) return gateway ? subject.say('manuals.next.otherwiseOf', { question: gateway }) : subject.say('manuals.next.otherwise')
  const equality = readEquality(flow.condition)
  if (!equality) return flow.condition.replace(/^=/, '')
  return subject.say('manuals.next.answer', { question: questionOf(subject, equality.variable), answer: equality.values.map((value) => answerOf(subject, equality.variable, value)).join(subject.say('manuals.or')) })
}

function questionOf(subject: Subject, variable: string): string {
  if (subject.diagram.nodes.has(variable)) return nameOf(subject, variable)
  return routed(subject, variable)?.title ?? variable
}

/** The outcome's title in the step's form, the way back's name, the choice of a routed answer; else the value itself. */
function answerOf(subject: Subject, variable: string, value: string): string {
  const step = subject.steps.find(({ elementId }) => elementId === variable)
  const outcome = subject.bundle.forms[step?.formKey ?? '']?.properties?.outcome
  const field = step ? outcome : routed(subject, variable)
  const title = field && choicesOf(field)?.find((choice) => String(choice.const) === value)?.title
  if (title) return title
  const back = step?.returns.find(({ target }) => value === `return:${target}`)
  if (back) return back.name
  if (value === 'true' || value === 'false') return subject.say(`matters.value.${value}`)
  return step?.headers.signing === 'sheet' && (value === 'agree' || value === 'disagree') ? subject.say(`manuals.sheet.${value}`) : value
}

/** The property of some form that reaches the engine under this name. */
function routed({ bundle }: Subject, name: string) {
  return Object.values(bundle.forms).find(({ routing, properties }) => routing?.includes(name) && properties && Object.hasOwn(properties, name))?.properties?.[name]
}
