/** Exclusive gateway: the first flow whose condition holds (scopes.ts tells the order); else the default flow; else an incident. */
import type { ExclusiveNode } from '../model/types.ts'
import { choosing } from './choosing.ts'

export const exclusiveGateway = choosing<ExclusiveNode>((outgoing, holds) => {
  const first = outgoing.find(holds)
  return first ? [first] : []
})
