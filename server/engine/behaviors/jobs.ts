/** Jobs as an element sees them: created with their headers, cancelled with their element. */
import { typeOf, type FeelValue } from '../feel/values.ts'
import { parseInstant } from '../model/time.ts'
import type { JobDefinition, JobNode } from '../model/types.ts'
import type { ElementInstance, Job } from '../state.ts'
import { ElementFailure, emit, type Work } from '../work.ts'
import { count, text, value } from './expressions.ts'
import { lookup } from './variables.ts'

export type JobProperties = Pick<Job, 'type' | 'retries' | 'headers'>

/** Evaluated before the job or any subscription exists. */
export function jobProperties(work: Work, node: JobNode, element: ElementInstance): JobProperties {
  const variables = lookup(work.state, element.key)
  const headers: Record<string, string> = { ...node.job.headers }
  for (const each of node.job.computed) {
    const result = value(work, node.id, each.expression, variables)
    const header = headerText(each, result.value)
    if (header !== null) headers[each.header] = header
  }
  return {
    type: text(work, node.id, node.job.type, variables),
    retries: count(work, node.id, node.job.retries, variables),
    headers: JSON.stringify(headers),
  }
}

/** null leaves the header out. A list of candidates may be written `a,b` or computed; it travels as JSON. */
function headerText({ kind, header, expression }: JobDefinition['computed'][number], found: FeelValue): string | null {
  if (found === null || found === '') return null
  if (kind === 'list') {
    const list = typeof found === 'string' && expression.kind === 'static' ? found.split(',').map((item) => item.trim()) : found
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) throw wrong(header, 'a list of strings', found)
    return JSON.stringify(list)
  }
  if (typeof found !== 'string') throw wrong(header, 'a string', found)
  if (kind === 'date' && parseInstant(found) === null) throw wrong(header, 'a date and time with its offset', found)
  return found
}

function wrong(header: string, wanted: string, found: FeelValue): ElementFailure {
  return new ElementFailure('EXTRACT_VALUE_ERROR', `Expected ${header} to be ${wanted}, but was '${typeOf(found)}' ${JSON.stringify(found)}.`)
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
