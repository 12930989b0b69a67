/**
 * What an event in one branch ends in another: it runs, with nobody deciding anything on the way, to an end that takes along what is open beside it.
 * Read from the graph, ways back left out: branches of a fork are open together as far as they are not joined.
 */
import type { Diagram, Node } from '../../../server/matters/diagram.ts'
import { inOrder, type Edge } from '../../../server/matters/roads.ts'
import { userTasks, type DiagramSubject } from '../subject.ts'

/** The end that is reached and a user task that is open then; null: there is none, or the node is no timer and no message that something waits for. */
export function endedFromBeside(subject: DiagramSubject, event: Node): { end: Node; task: Node } | null {
  const { diagram } = subject
  if (!happens(event) || ![...diagram.nodes.values()].some((node) => takesAlong(diagram, node) !== null)) return null
  const { forward } = inOrder(diagram)
  const tasks = userTasks(subject)
  for (const { own, others } of forksOver(diagram, forward, event)) {
    const joins = (node: Node): boolean => JOINING.includes(node.type) && node.incoming.length > 1 && others.has(node.id)
    for (const end of reachedAlone(diagram, forward, event, joins)) {
      const taken = takesAlong(diagram, end)
      const task = taken === null ? undefined : tasks.find(({ id, scopes }) => others.has(id) && !own.has(id) && (taken === undefined || scopes.includes(taken)))
      if (task) return { end, task }
    }
  }
  return null
}

const JOINING = ['ParallelGateway', 'InclusiveGateway']

/** By itself, with nobody at it: a timer or a message that is waited for, on an activity only where that goes on. */
function happens({ type, event, interrupting }: Node): boolean {
  if (type === 'ReceiveTask') return true
  if (event?.kind !== 'timer' && event?.kind !== 'message') return false
  return type === 'IntermediateCatchEvent' || (type === 'BoundaryEvent' && interrupting === false)
}

/** What an end ends besides its own branch: the scope it names, undefined for the whole process; null: nothing. */
function takesAlong(diagram: Diagram, { type, event, scopes }: Node): string | undefined | null {
  if (type !== 'EndEvent') return null
  if (event?.kind === 'terminate') return scopes.at(-1)
  if (event?.kind !== 'error') return null
  return [...scopes].reverse().find((id) => [...diagram.nodes.values()].some((caught) => caught.attachedTo === id && caught.event?.kind === 'error' && (caught.event.errorCode ?? event.errorCode) === event.errorCode)) ?? null
}

/** Every place at which one token becomes several and the event lies on one of them: what its branch reaches, and what the others reach. */
function forksOver(diagram: Diagram, forward: Map<string, Edge[]>, event: Node): { own: Set<string>; others: Set<string> }[] {
  return [...diagram.nodes.values()].flatMap((fork) => {
    const branches = branchesOf(diagram, fork, forward)
    return branches.flatMap((own, index) => {
      if (!own.has(event.id)) return []
      const others = new Set(branches.flatMap((branch, other) => (other === index ? [] : [...branch])))
      return others.size === 0 || others.has(event.id) ? [] : [{ own, others }]
    })
  })
}

/** What each of the branches reaches that go on side by side from a node; one alone is no fork. */
function branchesOf(diagram: Diagram, node: Node, forward: Map<string, Edge[]>): Set<string>[] {
  const beside = [...diagram.nodes.values()].filter((event) => event.attachedTo === node.id && event.interrupting === false)
  // the activity goes on, with what is in it and behind it, while what stands on it begins a branch
  if (beside.length > 0) return [reach(forward, node.id, node.id), ...beside.map(({ id }) => reach(forward, id))]
  const flows = (forward.get(node.id) ?? []).filter(({ boundary, flow }) => !boundary && flow)
  const splits = JOINING.includes(node.type) || !node.type.endsWith('Gateway')
  return splits && flows.length > 1 ? flows.map(({ to }) => reach(forward, to)) : []
}

/** @param without the activity whose boundary events are not taken */
function reach(forward: Map<string, Edge[]>, start: string, without?: string): Set<string> {
  const found = new Set<string>()
  const queue = [start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue
    found.add(id)
    queue.push(...(forward.get(id) ?? []).filter(({ from, boundary }) => !boundary || from !== without).map(({ to }) => to))
  }
  return found
}

/** Ends that are reached from the event with nobody acting and no other branch waited for. */
function reachedAlone(diagram: Diagram, forward: Map<string, Edge[]>, event: Node, joins: (node: Node) => boolean): Node[] {
  const seen = new Set<string>()
  const queue = (forward.get(event.id) ?? []).map(({ to }) => to)
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = diagram.nodes.get(id)!
    if (seen.has(id) || node.type === 'UserTask' || joins(node)) continue
    seen.add(id)
    queue.push(...(forward.get(id) ?? []).map(({ to }) => to))
  }
  return [...seen].map((id) => diagram.nodes.get(id)!).filter(({ type }) => type === 'EndEvent')
}
