/**
 * Who gets which job when: stories of polls that wait, as data, and how one is told to an engine. Long polling is the gateway's own, so the
 * durable product of 8.0 decides (recordPolls.ts); each job is named by its instance's number and its element, `2/a`. Several polls that wait
 * together, and who hangs up, are not here: 8.0 serves them when it happens to, up to half a minute later; ours is in durable/gateway.test.ts.
 */
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js'
import { service, SERVICE } from '../../../server/engine/gateway/protocol.ts'
import { bpmn } from '../support/diagram.ts'

interface Ask { max?: number; /** ms; 0: the gateway's own time, negative: not at all */ wait?: number; fetch?: string[] }

/** `open` leaves a poll waiting under a name, `answer` tells what it got. */
export type Step =
  | ['create', number] | ['poll', Ask] | ['open', string, Ask] | ['answer', string]
  | ['complete', string] | ['fail', string, number] | ['throw', string] | ['retries', string, number] | ['cancel', number] | ['a minute later']

/** Of the process `s a b e`, whose two tasks have one type of job. */
export const stories: Record<string, Step[]> = {
  'the oldest first, as many as asked for': [['create', 1], ['create', 2], ['create', 3], ['create', 4], ['poll', { max: 3 }], ['poll', { max: 3 }], ['poll', { max: 3 }]],
  'one at a time': [['create', 1], ['create', 2], ['create', 3], ['poll', {}], ['poll', {}], ['poll', {}], ['poll', {}]],
  'older instances before younger, whatever element': [['create', 1], ['poll', {}], ['create', 2], ['complete', '1/a'], ['poll', { max: 5 }]],
  'a negative time does not wait': [['poll', { wait: -1 }]],
  'its time over, a poll ends with nothing': [['poll', { wait: 300 }]],
  'a poll that waits gets what comes': [['open', 'A', {}], ['create', 1], ['answer', 'A']],
  'no time given is the gateway\'s own': [['open', 'A', { wait: 0 }], ['create', 1], ['answer', 'A']],
  'a poll for several is answered with the first that comes': [['open', 'A', { max: 5 }], ['create', 1], ['answer', 'A'], ['create', 2], ['poll', { max: 5 }]],
  'a poll for several is answered at once with what there is': [['create', 1], ['create', 2], ['poll', { max: 10, wait: 5_000 }]],
  'the next task of the same type wakes who waits': [['create', 1], ['poll', {}], ['open', 'A', {}], ['complete', '1/a'], ['answer', 'A']],
  'a failed job with retries wakes who waits': [['create', 1], ['poll', {}], ['open', 'A', {}], ['fail', '1/a', 2], ['answer', 'A']],
  'a failed job comes in its old place': [['create', 1], ['create', 2], ['create', 3], ['poll', { max: 2 }], ['fail', '2/a', 1], ['poll', { max: 5 }]],
  'a failed job without retries does not come': [['create', 1], ['poll', {}], ['open', 'A', { wait: 900 }], ['fail', '1/a', 0], ['answer', 'A']],
  'retries alone do not bring a failed job back': [['create', 1], ['poll', {}], ['fail', '1/a', 0], ['retries', '1/a', 3], ['poll', {}]],
  'a job that threw does not come': [['create', 1], ['poll', {}], ['throw', '1/a'], ['poll', {}]],
  'a cancelled instance\'s job does not come': [['create', 1], ['create', 2], ['cancel', 1], ['poll', { max: 5 }]],
  'a job that waits is gone with its instance': [['create', 1], ['cancel', 1], ['open', 'A', { wait: 900 }], ['answer', 'A']],
  'only the variables asked for': [['create', 1], ['poll', { fetch: ['m'] }]],
  'a variable nobody has': [['create', 1], ['poll', { fetch: ['nothing'] }]],
  'a lapsed lock wakes who waits': [['create', 1], ['poll', {}], ['open', 'A', { wait: 60_000 }], ['a minute later'], ['answer', 'A']],
  'a job whose lock lapsed comes in its old place': [['create', 1], ['create', 2], ['create', 3], ['poll', { max: 2 }], ['a minute later'], ['poll', { max: 5 }]],
}

const LOCK_MS = 5_000

export interface Polled {
  /** As many polls of the type wait as that, or long enough has passed that they must. */
  parked(type: string, count: number): Promise<void>
  /** Nothing is on its way to a poll any more. */
  settled(): Promise<void>
  /** Long enough for a lock of five seconds to lapse and be seen to. */
  later(): Promise<void>
}

/** What the clients saw, a line each time they looked. */
export async function tell(steps: readonly Step[], port: number, id: string, engine: Polled): Promise<string[]> {
  const story = new Telling(port, id)
  try {
    await story.deploy()
    for (const step of steps) await story.go(step, engine)
    return story.seen
  } finally {
    story.close()
  }
}

interface Poll { jobs: any[]; done: Promise<unknown>; hangUp(): void; since: number; wait: number }

class Telling {
  readonly seen: string[] = []
  private readonly client: any
  private readonly open = new Map<string, Poll>()
  private readonly keys = new Map<string, string>()
  private readonly instances = new Map<number, string>()

  constructor(port: number, private readonly id: string) {
    const Client = makeGenericClientConstructor(service, SERVICE)
    this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  }

  async deploy(): Promise<void> {
    const diagram = bpmn(this.id, { nodes: { s: 'start', a: { service: this.id }, b: { service: this.id }, e: 'end' }, flows: ['s a b e'] })
    await this.call('DeployResource', { resources: [{ name: `${this.id}.bpmn`, content: Buffer.from(diagram) }] })
  }

  async go(step: Step, engine: Polled): Promise<void> {
    switch (step[0]) {
      case 'create':
        await this.create(step[1])
        return engine.settled() // Zeebe answers before the first job is there
      case 'poll': return this.answer('poll', this.poll(step[1]))
      case 'open':
        this.open.set(step[1], this.poll({ wait: 30_000, ...step[2] }))
        return engine.parked(this.id, this.open.size)
      case 'answer': return this.answer(step[1], this.take(step[1]))
      case 'complete':
        await this.job('CompleteJob', step[1])
        return engine.settled()
      case 'fail': return this.job('FailJob', step[1], { retries: step[2], errorMessage: 'no' })
      case 'throw': return this.job('ThrowError', step[1], { errorCode: 'nobody' })
      case 'retries': return this.job('UpdateJobRetries', step[1], { retries: step[2] })
      case 'cancel':
        await this.call('CancelProcessInstance', { processInstanceKey: this.instances.get(step[1]) })
        return engine.settled()
      case 'a minute later': return engine.later()
    }
  }

  close(): void {
    for (const poll of this.open.values()) poll.hangUp()
    this.client.close()
  }

  private call(name: string, message: object): Promise<any> {
    return new Promise((resolve, reject) => this.client[name](message, (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer))))
  }

  private async create(n: number): Promise<void> {
    const { processInstanceKey } = await this.call('CreateProcessInstance', { bpmnProcessId: this.id, version: -1, variables: JSON.stringify({ n, m: n * 10 }) })
    this.instances.set(n, processInstanceKey)
  }

  private async job(name: string, job: string, more: object = {}): Promise<void> {
    await this.call(name, { jobKey: this.keys.get(job), ...more })
  }

  private take(name: string): Poll {
    const poll = this.open.get(name)!
    this.open.delete(name)
    return poll
  }

  private poll({ max = 1, wait = -1, fetch = [] }: Ask): Poll {
    const call = this.client.ActivateJobs({ type: this.id, worker: 'w', timeout: LOCK_MS, maxJobsToActivate: max, requestTimeout: wait, fetchVariable: fetch })
    const poll: Poll = { jobs: [], done: Promise.resolve(), hangUp: () => call.cancel(), since: performance.now(), wait }
    poll.done = new Promise<void>((resolve) => {
      call.on('data', ({ jobs }: { jobs: any[] }) => poll.jobs.push(...jobs)).on('end', resolve).on('error', resolve)
    })
    return poll
  }

  private async answer(name: string, poll: Poll): Promise<void> {
    await poll.done
    const inTime = poll.wait <= 0 || performance.now() - poll.since < poll.wait
    const told = poll.jobs.map((job) => {
      const [n = '?'] = [...this.instances].find(([, key]) => key === job.processInstanceKey) ?? []
      this.keys.set(`${n}/${job.elementId}`, job.key)
      const names = Object.keys(JSON.parse(job.variables)).sort().join('')
      return `${n}/${job.elementId}${names === 'mn' ? '' : `(${names})`}`
    })
    this.seen.push(`${name}: ${told.join(' ') || 'nothing'}${inTime ? '' : ', its time over'}`)
  }
}
