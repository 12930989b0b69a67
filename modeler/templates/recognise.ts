/**
 * Which concept an element is, told by what it does and not by a mark in the file: a diagram from any Camunda Modeler, or written by hand,
 * shows its concepts, and none is changed by being opened. Pure.
 */
export interface ElementFacts {
  /** Without prefix: UserTask, ServiceTask, BoundaryEvent … */
  type: string
  jobType?: string
  headers: Readonly<Record<string, string>>
  /** Of an event: what it waits for. */
  event?: string
  messageName?: string
  errorCode?: string
}

/** Job type -> concept. */
export const jobConcepts: Readonly<Record<string, string>> = {
  'case:accept': 'case-accept', 'case:refuse': 'case-refuse', 'case:close': 'case-close', 'case:archive': 'case-archive',
  'clock:pause': 'legal-pause', 'clock:resume': 'clock-resume', 'letter:issue': 'letter', 'notice:send': 'notice',
  'result:issue': 'permit', 'result:revoke': 'revoke', 'result:deliver': 'delivery', 'fee:charge': 'fee',
  'library:check': 'library-check', 'case:open': 'child-case', 'webhook:call': 'webhook',
}

/** @returns the name of the template's file, or null: an element that is no concept of this platform. */
export function conceptOf({ type, jobType, headers, event, messageName, errorCode }: ElementFacts): string | null {
  switch (type) {
    case 'UserTask': return stepConcept(headers)
    case 'ServiceTask': case 'SendTask': return jobType !== undefined && Object.hasOwn(jobConcepts, jobType) ? jobConcepts[jobType]! : null
    case 'BusinessRuleTask': return jobType === undefined ? 'decision-table' : null
    case 'BoundaryEvent':
      if (event === 'message' && messageName?.startsWith('limit-')) return 'limit-reached'
      return event === 'error' && errorCode?.startsWith('RETURN_') ? 'return' : null
    default: return null
  }
}

function stepConcept({ party, clock, signing }: Readonly<Record<string, string>>): string {
  if (party === 'applicant') return 'supplement'
  if (signing === 'sheet') return 'co-approval-sheet'
  if (clock === 'acceptance') return 'acceptance'
  if (clock === 'pause' || clock === 'hearing') return 'pause-step'
  if (clock === 'delivery') return 'delivery-step'
  return signing === 'two' ? 'site-visit' : 'approval-step'
}
