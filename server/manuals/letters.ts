/** Which letters a matter can send, and at which element. Pure; what a letter says is the letter room's. */
import { isLetterKind, kinds, rulesOf } from '../letters/kinds.ts'
import { maySend } from '../matters/sendable.ts'
import type { Node } from '../matters/diagram.ts'
import type { Subject } from './subject.ts'

/** The letter an element of the diagram sends by its header; undefined for most. */
export function letterOf({ headers, jobType }: Node): string | undefined {
  if (headers.letter) return headers.letter
  return jobType === 'result:revoke' ? 'revocation' : undefined
}

export interface Sent { kind: string; title: string; at: Node[]; own: boolean; remedies: boolean; served: boolean }

/** Every kind the matter may send, with the elements that send it; the platform sends the others by rule (receipt, gaps, extension …). */
export function lettersOf({ bundle, diagram }: Subject): Sent[] {
  const nodes = [...diagram.nodes.values()]
  return Object.keys(kinds).filter(isLetterKind).filter((kind) => maySend(kind, bundle.matter, bundle.diagram)).flatMap((kind) => {
    const at = nodes.filter((node) => letterOf(node) === kind)
    const { title, remedies, served } = rulesOf(kind)
    return at.length > 0 || BY_RULE.has(kind) ? [{ kind, title, at, own: Object.hasOwn(bundle.letters, kind), remedies: remedies === 'must', served }] : []
  })
}

/** Sent by the platform where the case calls for it, drawn or not. */
const BY_RULE = new Set(['receipt', 'correction', 'extension', 'special-procedure', 'tolerant', 'fee-notice', 'delivery'])
