/**
 * Who acts for the applicant (代办, 行政许可法 29; feature S19): a person with a mandate, by whom reminders go while it stands. The applicant
 * stays the party: sees everything, may end the mandate at any time. Pure; how a mandate begins and ends is intake's.
 */
import type { Applicant } from './case.ts'

/** A village helper (村级代办员), family, or somebody else whom the applicant trusts. */
export type AgentRelation = 'village' | 'family' | 'other'

export interface Agent {
  name: string
  idNumber: string
  phone: string
  relation: AgentRelation
  /** RFC 3339: when the applicant's case was handed in by the agent. */
  since: string
  /** Set once the mandate is over; the agent stays on the case's record. */
  endedAt?: string
}

/** The agent whose mandate stands. */
export function agentOf({ agent }: Pick<Applicant, 'agent'>): Agent | undefined {
  return agent && agent.endedAt === undefined ? agent : undefined
}

/** Who is reminded and asked: the agent while the mandate stands, else the applicant's contact. */
export function contactOf(applicant: Pick<Applicant, 'agent' | 'contact' | 'phone'>): { name: string; phone: string } {
  const { name, phone } = agentOf(applicant) ?? { name: applicant.contact, phone: applicant.phone }
  return { name, phone }
}
