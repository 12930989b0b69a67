/** What an element type must say: how it activates, completes and terminates. The life cycle around it is common (lifecycle.ts). */
import type { Node, NodeType } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import type { Work } from '../work.ts'

export interface ElementType<N extends Node = Node> {
  /** The instance exists and is activating. Ends with `activated` (lifecycle.ts) or an ElementFailure. Run again when its incident is resolved. */
  activate(work: Work, node: N, element: ElementInstance): void
  /** The instance is completing. Ends by leaving it. Run again when its incident is resolved. */
  complete(work: Work, node: N, element: ElementInstance): void
  /** Gives back what the element holds; the instance disappears after it, or, for a scope, after all inside it. */
  terminate(work: Work, node: N, element: ElementInstance): void
}

export type ElementTypes = { [T in NodeType]: ElementType<Extract<Node, { type: T }>> }
