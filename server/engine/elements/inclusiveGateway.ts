/** Inclusive gateway: every flow whose condition holds; else the default flow; else an incident. When it joins is said in behaviors/flows.ts. */
import type { InclusiveNode } from '../model/types.ts'
import { choosing } from './choosing.ts'

export const inclusiveGateway = choosing<InclusiveNode>((outgoing, holds) => outgoing.filter(holds))
