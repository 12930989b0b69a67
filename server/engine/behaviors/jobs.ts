/** Jobs as an element sees them: created with their headers, cancelled with their element. */
import type { FeelResult } from '../feel/expression.ts'
import { parseInstant } from '../model/time.ts'
import type { JobDefinition, JobNode } from '../model/types.ts'
import type { ElementInstance, Job } from '../state.ts'
import { ElementFailure, emit, type Work } from '../work.ts'
import { count, text, value, wrong } from './expressions.ts'
import { lookup } from './variables.ts'

export type JobProperties = Pick<Job, 'type' | 'retries' | 'headers'>

/** Evaluated before the job or any subscription exists. */
export function jobProperties(work: Work, node: JobNode, element: ElementInstance): JobProperties {
  const variables = lookup(work.state, element.key)
  const headers: Record<string, string> = { ...node.job.headers }
  for (const each of node.job.computed) {
    const result = value(work, node.id, each.expression, variables)
    const header = headerText(each, result)
    if (header !== null) headers[each.header] = header
  }
  return {
    type: text(work, node.id, node.job.type, variables),
    retries: count(work, node.id, node.job.retries, variables),
    headers: JSON.stringify(headers),
  }
}

/** A list of candidates may be written `a,b` or computed; it travels as JSON. An empty text leaves the header out, null is an incident. */
function headerText({ kind, expression }: JobDefinition['computed'][number], result: FeelResult): string | null {
  const { value: found } = result
  if (kind === 'list') {
    const list = typeof found === 'string' && expression.kind === 'static' ? found.split(',').map((item) => item.trim()).filter((item) => item !== '') : found
    if (!Array.isArray(list)) throw wrong(expression, `'ARRAY'`, result)
    if (!list.every((item) => typeof item === 'string')) throw notOnlyTexts(expression.text)
    return expression.kind === 'static' && list.length === 0 ? null : JSON.stringify(list)
  }
  if (typeof found !== 'string') throw wrong(expression, kind === 'date' ? `one of '[DATE_TIME, STRING]'` : `'STRING'`, result)
  if (kind === 'date') return found === '' ? null : zonedDateTime(found)
  return found === '' ? null : found
}

function notOnlyTexts(text: string): ElementFailure {
  return new ElementFailure('EXTRACT_VALUE_ERROR', `Expected result of the expression '${text}' to be 'ARRAY' containing 'STRING' items, but was 'ARRAY' containing at least one non-'STRING' item.`)
}

/** As Java prints a ZonedDateTime: no seconds when there are none. */
function zonedDateTime(found: string): string {
  if (parseInstant(found) === null) throw new ElementFailure('EXTRACT_VALUE_ERROR', `Invalid date-time format '${found}': it must follow ISO 8601 with its offset.`)
  return found.replace(/(T\d{2}:\d{2}):00(?:\.0+)?(?=[Z+-])/, '$1')
}

export function createJob(work: Work, element: ElementInstance, properties: JobProperties): void {
  emit(work, {
    type: 'JobCreated',
    job: { key: work.env.nextKey(), element: element.key, elementId: element.elementId, state: 'activatable', worker: '', due: 0, ...properties },
  })
}

export function cancelJob(work: Work, element: ElementInstance): void {
  if (element.job !== 0) emit(work, { type: 'JobCanceled', key: element.job })
}
