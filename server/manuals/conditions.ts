/** A flow's condition in words: the flow's own name, or the answer it asks for as the form calls it. Pure. */
import type { Flow } from '../matters/diagram.ts'
import { jobOutcomes } from '../matters/platformJobs.ts'
import type { Step } from '../matters/types.ts'
import { choicesOf, type FormSchema } from '../forms/schema.ts'
import { nameOf, nodeOf, type Subject } from './subject.ts'

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
  if (flow.name) return gateway ? answered(subject, gateway, flow.name) : flow.name
  if (flow.condition === undefined) return gateway ? subject.say('manuals.next.otherwiseOf', { question: gateway }) : subject.say('manuals.next.otherwise')
  const equality = readEquality(flow.condition)
  if (!equality) return flow.condition.replace(/^=/, '')
  const { variable, values } = equality
  return answered(subject, questionOf(subject, variable) ?? (gateway || variable), values.map((value) => answerOf(subject, variable, value)).join(subject.say('manuals.or')))
}

/** A question that ends in its mark needs no colon. */
function answered({ say }: Subject, question: string, answer: string): string {
  return /[？?：:]$/.test(question) ? `${question}${answer}` : say('manuals.next.answer', { question, answer })
}

/** Undefined where several steps give the answer: then the gateway's own name asks. */
function questionOf(subject: Subject, variable: string): string | undefined {
  if (subject.diagram.nodes.has(variable)) return nameOf(subject, variable)
  const [first, ...others] = givers(subject, variable)
  return first && others.length === 0 ? first.name : routed(subject, variable)?.title
}

/** The steps that end in the answer: the one of that name, or those whose outcome is handed on under it. */
function givers(subject: Subject, variable: string): Step[] {
  return subject.steps.filter((step) => step.elementId === variable || nodeOf(subject, step).outputs.some(({ source, target }) => target === variable && source === `=${step.elementId}`))
}

/** The outcome's title in a step's form, the way back's name, the word of a sheet or job, the choice of a routed answer; else the value itself. */
function answerOf(subject: Subject, variable: string, value: string): string {
  for (const step of givers(subject, variable)) {
    const word = outcomeWord(subject, step, value)
    if (word) return word
  }
  const title = choiceTitle(routed(subject, variable), value)
  if (title) return title
  return value === 'true' || value === 'false' ? subject.say(`matters.value.${value}`) : value
}

function outcomeWord(subject: Subject, step: Step, value: string): string | undefined {
  const { headers, jobType, returns, formKey } = step
  const back = returns.find(({ target }) => value === `return:${target}`)
  if (back) return back.name
  if (headers.signing === 'sheet' && (value === 'agree' || value === 'disagree')) return subject.say(`manuals.sheet.${value}`)
  if (jobOutcomes[jobType ?? '']?.includes(value)) return subject.say(`manuals.outcome.${jobType}.${value}`)
  return choiceTitle(subject.bundle.forms[formKey ?? '']?.properties?.outcome, value)
}

function choiceTitle(field: FormSchema | undefined, value: string): string | undefined {
  return field && choicesOf(field)?.find((choice) => String(choice.const) === value)?.title
}

/** The property of some form that reaches the engine under this name. */
function routed({ bundle }: Subject, name: string) {
  return Object.values(bundle.forms).find(({ routing, properties }) => routing?.includes(name) && properties && Object.hasOwn(properties, name))?.properties?.[name]
}
