/**
 * Where a fact of an element is set in the properties panel: ids of entries, the likeliest first, as our own groups, the templates' and
 * bpmn.io's give them. Which of them is there is seen on the screen (drawing/openEntry.ts). Pure.
 */
import type { Fact } from '../../processes/rules/rule.ts'
import { templates } from '../templates/index.ts'

export interface Bearer {
  id: string
  /** Name of its template. */
  concept: string | null
  /** Keys of its headers, in order. */
  headers: readonly string[]
}

/** bpmn.io's own entries (bpmn-js-properties-panel) and ours; an element has at most one of a line, or the first is what says it exactly. */
const PLAIN: Readonly<Record<Exclude<Fact, `header:${string}`>, readonly string[]>> = {
  name: ['name'], id: ['id', 'processId'], formKey: ['tongban-form', 'customFormKey', 'formType'], candidateGroups: ['tongban-candidates', 'assignmentDefinitionCandidateGroups'],
  jobType: ['taskDefinitionType'], implementation: ['userTaskImplementation'], condition: ['conditionExpression', 'tongban-when'], timer: ['timerEventDefinitionValue', 'timerEventDefinitionType'],
  message: ['messageName', 'messageRef'], correlationKey: ['messageSubscriptionCorrelationKey'], error: ['errorCode', 'errorRef'], signal: ['signalName', 'signalRef'], link: ['linkName'],
  inputs: ['#-input-0-source', '#-input-0-target'], outputs: ['#-output-0-source', '#-output-0-target'], calledElement: ['targetProcessId'], decision: ['tongban-decision', 'decisionId'], multiInstance: ['multiInstance-inputCollection'],
}

export function entriesFor(fact: Fact, bearer: Bearer): string[] {
  if (!isHeader(fact)) return PLAIN[fact].map((id) => id.replace('#', bearer.id))
  const [key = '', ...pointer] = fact.slice('header:'.length).split('/')
  const inside = key === 'sheet' ? sheetEntries(pointer) : key === 'returns' ? returnEntries(pointer) : key === 'decides' ? ['tongban-decides'] : []
  const templated = entryOfTemplate(bearer.concept, key)
  const at = bearer.headers.indexOf(key)
  return [...inside, ...(templated ? [templated] : []), ...(at < 0 ? [] : [`${bearer.id}-header-${at}-value`])]
}

function isHeader(fact: Fact): fact is `header:${string}` {
  return fact.startsWith('header:')
}

/** Of panel/groups.tsx. */
function sheetEntries([part, index, word]: readonly string[]): string[] {
  if (part === 'departments') return [`tongban-department-${index}-${word ?? 'body'}`]
  return [{ form: 'tongban-sheet-form', innerForm: 'tongban-inner-form', silence: 'tongban-silence' }[part ?? ''] ?? 'tongban-rule']
}

function returnEntries([index, word = 'to']: readonly string[]): string[] {
  return index === undefined ? ['tongban-return-0-to'] : [`tongban-return-${index}-${word}`]
}

/** As bpmn-js-element-templates numbers them: within the group, hidden ones without a group left out. */
function entryOfTemplate(concept: string | null, key: string): string | null {
  const template = templates.find(({ id }) => id === `tongban:${concept}`)
  const property = template?.properties.find(({ type, binding }) => type !== 'Hidden' && binding.type === 'zeebe:taskHeader' && binding.key === key)
  if (!template || !property) return null
  const group = template.properties.filter((one) => one.group === property.group)
  return `custom-entry-${template.id}-${property.group}-${group.indexOf(property)}`
}
