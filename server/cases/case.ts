/** What a case is: its fields and its states, with the outward codes of domain A5. Nothing here reads or writes. */
import type { Agent } from './agent.ts'

export type CaseState = 'received' | 'supplement' | 'accepted' | 'paused' | 'decided' | 'closed' | 'refused' | 'withdrawn'
/** `granted-tolerant`: a stage of a joint case that is passed while papers are owed (容缺通过): its certificate waits. */
export type Outcome = 'granted' | 'granted-tolerant' | 'denied' | 'filed' | 'refused' | 'withdrawn' | 'revoked'

export interface Applicant {
  name: string
  /** Resident, company … as in the guide's `subjects`. */
  kind: 'person' | 'organisation'
  idType: 'id-card' | 'uscc' | 'taiwan-permit' | 'taiwan-company'
  idNumber: string
  /** The person to speak to. */
  contact: string
  phone: string
  email?: string
  /** Letters may be served electronically (H8). */
  consentElectronicService: boolean
  /** Where letters go; owed by who does not consent. */
  postalAddress?: string
  /** Who acts for the applicant, or did (agent.ts). */
  agent?: Agent
}

export interface Case {
  id: string
  number: string
  matterCode: string
  versionId: string
  divisionCode: string
  bodyId: string
  parentId: string | null
  engine: string
  round: number
  revision: number
  state: CaseState
  applicant: Applicant
  data: Record<string, unknown>
  green: boolean
  tolerant: boolean
  receivedAt: Date
  /** The latest hand-in of the applicant: the application itself, or what answered the notice of gaps. */
  submittedAt: Date
  acceptedAt: Date | null
  acceptedBySilence: boolean
  decidedAt: Date | null
  closedAt: Date | null
  outcome: Outcome | null
}

/** Open = something can still move it. */
export function isOpen(state: CaseState): boolean {
  switch (state) {
    case 'received': case 'supplement': case 'accepted': case 'paused': case 'decided':
      return true
    case 'closed': case 'refused': case 'withdrawn':
      return false
    default:
      return state satisfies never
  }
}

export interface OutwardState { code: number; name: string }

/** The national construction-approval states (A5): one of ours may show as several of theirs. */
export function outwardState(file: Pick<Case, 'state' | 'outcome' | 'tolerant'>): OutwardState {
  switch (file.state) {
    case 'received': return { code: 1, name: '已接件' }
    case 'supplement': return { code: 6, name: '补正开始' }
    case 'accepted': return { code: 8, name: '部门受理' }
    case 'paused': return { code: 9, name: '特别程序开始' }
    case 'decided': case 'closed':
      if (file.outcome === 'revoked') return { code: 15, name: '撤销' }
      if (file.outcome === 'granted-tolerant') return { code: 12, name: '办结（容缺通过）' }
      if (file.outcome === 'denied') return { code: 13, name: '办结（不通过）' }
      return { code: 11, name: '办结（通过）' }
    case 'refused': return { code: 5, name: '不予受理' }
    case 'withdrawn': return { code: 14, name: '撤回' }
    default: return file.state satisfies never
  }
}

/** Which state may follow which: a case never leaves `closed`, `refused` or `withdrawn`. */
const next: Record<CaseState, CaseState[]> = {
  received: ['supplement', 'accepted', 'refused', 'withdrawn', 'decided'],
  supplement: ['received', 'refused', 'withdrawn'],
  accepted: ['paused', 'decided', 'withdrawn'],
  paused: ['accepted', 'withdrawn'],
  decided: ['closed'],
  closed: [],
  refused: [],
  withdrawn: [],
}

export function mayFollow(from: CaseState, to: CaseState): boolean {
  return next[from].includes(to)
}
