/** Job types the server answers itself; any other is a department's own worker. */
export const platformJobs = new Set([
  'case:accept', 'case:open', 'case:refuse', 'case:close', 'notice:send', 'fee:charge', 'result:issue', 'result:deliver', 'library:check',
  'clock:pause', 'clock:resume', 'webhook:call', 'case:archive', 'letter:issue', 'result:revoke',
])

/** Those that end in an outcome of their own, as a step does: the variable of the element's id holds one of these. */
export const jobOutcomes: Record<string, readonly string[]> = {
  'library:check': ['found', 'missing'],
  'case:open': ['agree', 'disagree'],
}
