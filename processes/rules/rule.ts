/**
 * The form of a rule. One of a diagram is a bpmnlint rule too, so that bpmnlint and the modeler run the very same; one of a bundle
 * looks at guide, forms, letters and organisation besides. How all are run over a matter is run.ts, which there are index.ts.
 */
import { messageOf, saying, type Sentence } from '../../server/forms/sentence.ts'
import type { Move } from './soundness/net.ts'
import type { BundleSubject, DiagramSubject } from './subject.ts'
import { subjectOf, UnreadableDiagram } from './subject.ts'
import others from './zh.others.json' with { type: 'json' }
import chinese from './zh.json' with { type: 'json' }

/** What a rule says, with its Chinese out of zh.json; what bpmnlint, ajv and the judge of forms say in it, out of zh.others.json. */
export const say = saying(chinese, others)

/** An error refuses publication, a warning asks, a hint teaches. */
export type Severity = 'error' | 'warning' | 'hint'

export interface Finding {
  /** Path within the matter's folders: process.bpmn, matter.json, forms/acceptance. */
  file: string
  /** The diagram's element, or a JSON pointer in the file. */
  element?: string
  /** Which fact of the diagram's element it is, where the rule knows. */
  fact?: Fact
  /** Which field of a form it is, where `element` names the place that lacks it. */
  field?: string
  /** Line of a text, from 1. */
  line?: number
  /** Element, what was wanted, what was found, what to do. */
  message: string
  /** The same in Chinese, where there is one. */
  zh?: string
  /** Where a run is described that goes wrong: its moves, as tokens. */
  counterexample?: Move[]
}

/**
 * A fact of an element as the file has it: a header by its key, with a JSON pointer into the value where that is JSON
 * (`header:sheet/departments/0/limit`), or one of the others.
 */
export type Fact = `header:${string}` | 'name' | 'id' | 'formKey' | 'candidateGroups' | 'jobType' | 'implementation' | 'condition' | 'timer' | 'message' | 'correlationKey' | 'error' | 'signal' | 'link' | 'inputs' | 'outputs' | 'calledElement' | 'decision' | 'multiInstance'

export type Where = Pick<Finding, 'fact' | 'field' | 'line'>

interface Named {
  /** Also the name of its files and its page. */
  name: string
  severity: Severity
}

/** What bpmnlint calls with each node of the moddle tree. */
interface Reporter { report(id: string, message: string, context?: object): void }
interface LintRule { check(node: { $type: string; id?: string }, reporter: Reporter): void }

/** Called without arguments it is bpmnlint's rule factory. */
export interface DiagramRule extends Named {
  (): LintRule
  of: 'diagram'
  find(subject: DiagramSubject): Finding[]
}

export interface BundleRule extends Named {
  of: 'bundle'
  find(subject: BundleSubject): Finding[]
}

export type Rule = DiagramRule | BundleRule

export function diagramRule(name: string, severity: Severity, find: (subject: DiagramSubject) => Finding[]): DiagramRule {
  const factory = (): LintRule => ({
    check(node, reporter) {
      if (node.$type !== 'bpmn:Definitions') return
      for (const { element, message, counterexample } of findIn(node, find)) reporter.report(element ?? node.id ?? '', message, counterexample && { counterexample })
    },
  })
  // a function has a name of its own, which cannot be assigned
  return Object.defineProperties(factory, {
    name: { value: name }, severity: { value: severity }, of: { value: 'diagram' }, find: { value: find },
  }) as DiagramRule
}

/** A diagram that is none is told by each rule that was asked; bpmnlint shows it once an element. */
function findIn(definitions: object, find: (subject: DiagramSubject) => Finding[]): Finding[] {
  try {
    return find(subjectOf(definitions))
  } catch (error) {
    if (error instanceof UnreadableDiagram) return [{ file: 'process.bpmn', ...messageOf(error.sentence) }]
    throw error
  }
}

export function bundleRule(name: string, severity: Severity, find: (subject: BundleSubject) => Finding[]): BundleRule {
  return { name, severity, of: 'bundle', find }
}

export function finding(file: string, element: string | undefined, message: string | Sentence, where: Where = {}): Finding {
  return { file, ...(element === undefined ? {} : { element }), ...where, ...messageOf(message) }
}

/** In a draft everything weighs one degree less: it is to be seen, not to stop the work. */
export function relaxed(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'hint'
}
