/**
 * Places where a crash would be worst: between a commit and what follows it, between a call and its record.
 * A test arms one by TONGBAN_CRASH_AT=name (or name:3 for its third passing) and the process kills itself there, as a power cut would.
 */
export const CRASHPOINTS = [
  'outbox:claimed', // a row is ours by lease, nothing was sent yet
  'outbox:handled', // it was sent, the row does not say so yet
  'start:created', // the engine has an instance the case does not know of
  'deploy:sent', // the engine has a diagram we have no record of
  'job:offered', // a job is locked for us, nothing is written
  'job:handled', // inbox row and outbox row are written, not committed
  'job:committed', // committed, the job's long lock not yet taken
  'job:gone', // a job is found gone, its inbox row is still open
  'case:opened',
  'task:decided',
  'letter:rendered',
  'notice:sent',
  'publish:written',
  'sweep:marked', // marks are raised and messages written, not committed
] as const

export type Crashpoint = (typeof CRASHPOINTS)[number]

const [armed, nth] = arm(process.env.TONGBAN_CRASH_AT ?? '')
let passed = 0

/** Ends this process by SIGKILL where the environment says so; otherwise costs one comparison. */
export function crashpoint(name: Crashpoint): void {
  if (name !== armed || ++passed < nth) return
  process.kill(process.pid, 'SIGKILL')
}

function arm(text: string): [name: string, nth: number] {
  const match = /^(.*?)(?::(\d+))?$/.exec(text)!
  return [match[1]!, Number(match[2] ?? 1)]
}
