/**
 * Places where a crash would be worst: between a commit and what follows it, between a call and its record.
 * A test arms one by TONGBAN_CRASH_AT=name (or name:3 for its third passing) and the process kills itself there, as a power cut would.
 */
export const CRASHPOINTS = [
  'request:written', // a changing call has done its work, not committed
  'request:committed', // committed, the caller has not heard of it
  'upload:received', // a file is on disk under a passing name, nobody knows of it
  'upload:kept', // it is in its place, no row speaks of it
  'case:opened', // case, trace and the row that starts its instance are written, not committed
  'task:decided', // a decision and what the engine must hear are written, not committed
  'outbox:claimed', // a row is ours by lease, nothing was sent yet
  'outbox:handled', // it was sent, the row does not say so yet
  'start:created', // the engine has an instance the case does not know of
  'deploy:sent', // the engine has a diagram we have no record of
  'job:offered', // a job is locked for us, nothing is written
  'job:handled', // inbox row and outbox row are written, not committed
  'job:committed', // committed, the job's long lock not yet taken
  'job:gone', // a job is found gone, its inbox row is still open
  'letter:set', // a letter's PDF is set, nothing is stored
  'letter:rendered', // its sealed PDF is stored, the letter does not say so yet
  'notice:sent', // a short message has left, its row still waits
  'publish:written', // a matter's version is written, not committed, and no engine has its diagram
  'publish:deployed', // the engine has the diagram, the version is not committed
  'publication:claimed', // a publisher's word is written, the repository not touched
  'publication:merged', // the published branch has the change, our tables do not say so
  'publication:turned', // the published branch is turned back after a rollback, our tables do not say so
  'joint:opened', // a child case is written, not committed
  'joint:heard', // its decision is worked into its parent, not committed
  'migration:moved', // an instance follows another diagram, the case does not say so yet
  'sweep:marked', // marks are raised and messages written, not committed
] as const

export type Crashpoint = (typeof CRASHPOINTS)[number]

let [armed, nth] = read(process.env.TONGBAN_CRASH_AT ?? '')
let passed = 0

/** Arms another place in a running process, for tests that hold its reins. */
export function arm(text: string): void {
  [armed, nth] = read(text)
  passed = 0
}

/** Ends this process by SIGKILL where the environment says so; otherwise costs one comparison. */
export function crashpoint(name: Crashpoint): void {
  if (name !== armed || ++passed < nth) return
  process.kill(process.pid, 'SIGKILL')
}

function read(text: string): [name: string, nth: number] {
  const match = /^(.*?)(?::(\d+))?$/.exec(text)!
  return [match[1]!, Number(match[2] ?? 1)]
}
