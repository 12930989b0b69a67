/**
 * The facts of a diagram's steps as the other rooms ask for them: job type, form, candidates, limit, ways back. Pure and
 * browser-safe; a fact that is missing or wrong is reported by processes/rules, not here.
 */
import { parseLimit } from '../deadlines/limit.ts'
import type { Diagram, Node } from './diagram.ts'
import { inOrder } from './roads.ts'
import type { Return, Step } from './types.ts'

export const USER_TASK = 'io.camunda.zeebe:userTask'

const kinds: Record<string, Step['kind']> = {
  UserTask: 'task', ServiceTask: 'service', SendTask: 'service', BusinessRuleTask: 'service', ReceiveTask: 'receive', IntermediateCatchEvent: 'event',
}

/**
 * Can the completion of a job end other jobs of its case? Only where a token it sends on meets an end that takes others along
 * (terminate, error, escalation …), a completion condition or a called process. Errors thrown at a job are not meant: whoever throws one knows.
 */
function completionEndsOthers(diagram: Diagram): boolean {
  return [...diagram.nodes.values()].some(({ type, event, repeatsOrInterrupts }) =>
    repeatsOrInterrupts || type === 'CallActivity' || event?.kind === 'other' || ((type === 'EndEvent' || type === 'IntermediateThrowEvent') && event?.kind !== 'none'))
}

/** Every wait of the diagram, in the order a case meets them; what only an event or compensation begins stands last. */
export function stepsOf(diagram: Diagram): Step[] {
  const endsOthers = completionEndsOthers(diagram)
  return inOrder(diagram).order.map((id) => diagram.nodes.get(id)!).filter(waits).map((node) => ({ ...stepOf(diagram, node), endsOthers }))
}

/** A message that is thrown and a script may be jobs too; a link only goes on elsewhere. */
function waits({ type, jobType, event }: Node): boolean {
  return jobType !== undefined || (Object.hasOwn(kinds, type) && event?.kind !== 'link')
}

export function stepOf(diagram: Diagram, node: Node): Omit<Step, 'endsOthers'> {
  const limit = node.headers.limit === undefined ? null : parseLimit(node.headers.limit)
  const limitEvent = limitEventOf(diagram, node)
  return {
    elementId: node.id,
    name: node.name,
    kind: kinds[node.type] ?? (node.jobType === undefined ? 'event' : 'service'),
    jobType: node.type === 'UserTask' ? USER_TASK : node.jobType ?? null,
    ...(node.formKey === undefined ? {} : { formKey: node.formKey }),
    candidates: candidatesOf(node.candidateGroups),
    headers: node.headers,
    ...(limit ? { limit } : {}),
    ...(limitEvent ? { limitEvent } : {}),
    returns: returnsOf(diagram, node),
    scopes: node.scopes,
  }
}

/** `window, head` or `=["window", "head"]`. Groups that are computed by any other expression cannot be checked and give none. */
export function candidatesOf(text: string | undefined): string[] {
  if (text === undefined) return []
  if (!text.trim().startsWith('=')) return text.split(',').map((one) => one.trim()).filter(Boolean)
  const listed = parseJson(text.trim().slice(1))
  return Array.isArray(listed) && listed.every((one) => typeof one === 'string') ? listed : []
}

/** The boundary message event `limit-<elementId>` of a step. */
function limitEventOf(diagram: Diagram, node: Node): Step['limitEvent'] {
  for (const event of diagram.nodes.values()) {
    if (event.attachedTo !== node.id || event.event?.kind !== 'message' || event.event.messageName !== `limit-${node.id}`) continue
    return { elementId: event.id, messageName: event.event.messageName, interrupting: event.interrupting !== false }
  }
  return undefined
}

/** The header `returns`, each way with the sub-process whose boundary catches its error. */
export function returnsOf(diagram: Diagram, node: Node): Return[] {
  const listed = parseJson(node.headers.returns ?? '[]')
  if (!Array.isArray(listed)) return []
  return listed.flatMap((one: { to?: unknown; name?: unknown; error?: unknown } | null) => {
    if (typeof one?.to !== 'string' || typeof one.name !== 'string') return []
    const way: Return = { target: one.to, name: one.name }
    if (typeof one.error !== 'string') return [way]
    const scope = [...node.scopes].reverse().find((id) => catches(diagram, id, one.error as string))
    return [{ ...way, error: one.error, ...(scope === undefined ? {} : { scope }) }]
  })
}

function catches(diagram: Diagram, scope: string, code: string): boolean {
  return [...diagram.nodes.values()].some((event) => event.attachedTo === scope && event.event?.kind === 'error' && event.event.errorCode === code)
}

/** The header's JSON, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
