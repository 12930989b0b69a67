/**
 * Plays a scenario through the door for programs, as applicant and as officers, and says where what happened differs from what was
 * expected. Knows nothing of the server but its addresses: a story in a test and the demo play the same.
 */
import { randomUUID } from 'node:crypto'
import { inSituation } from '../../server/matters/situation.ts'
import type { Guide } from '../../server/matters/guide.ts'
import type { Act, Scenario } from './scenario.ts'

export interface Reply {
  status: number
  body: any
  text: string
}

/** The world a scenario is played in. */
export interface Stage {
  call(method: string, url: string, options?: { body?: object | Buffer; headers?: Record<string, string> }): Promise<Reply>
  /** The header that signs an officer in. */
  officer(login: string): Promise<Record<string, string>>
  /** Time goes forward to an instant (RFC 3339); what is due by then has happened. */
  until(instant: string): Promise<void>
  /** What was sent has arrived everywhere. */
  settle(): Promise<void>
  /** A small PDF that stands for a material. */
  paper(name: string): Buffer
  /** Told as the story goes on. */
  tell?(line: Told): void
}

export type Told =
  | { kind: 'applied'; at: string; number: string; queryCode: string }
  | { kind: 'act'; act: Act; task: string; outcome: string; status: Status }
  | { kind: 'silence'; act: Act; status: Status }
  | { kind: 'end'; status: Status }

/** What the applicant is told of the case (GET /v1/applicant-cases/:number). */
export interface Status {
  caseKey: string
  number: string
  state: string
  outcome: string | null
  acceptedAt: string | null
  decidedAt: string | null
  closedAt: string | null
  openSteps: { elementId: string; name: string }[]
  limits: { kind: string; amount: number; unit: string; state: string; deadline: string | null; usedMinutes: number; leftMinutes: number }[]
  asked: { kind: string; items: string[]; fields: string[] } | null
  letters: { key: string; kind: string; title: string; number: string; state: string }[]
  permit: { number: string; verifyCode: string; validFrom: string; validTo: string | null } | null
}

export interface Played { status: Status; differences: string[]; number: string; queryCode: string }

const APPLICANT = { kind: 'organisation', contact: '样例联系人', phone: '13800000000', name: '样例建设有限公司', uscc: '91350100M000100Y43' }

/** @throws Error with the server's words when somebody is refused what the scenario lets them do. */
export async function play(stage: Stage, scenario: Scenario): Promise<Played> {
  await stage.until(scenario.applied)
  const { number, queryCode } = await apply(stage, scenario)
  const mine = basic(number, queryCode)
  const status = async (): Promise<Status> => (await must(stage, 'GET', `/v1/applicant-cases/${number}`, { headers: mine })).body as Status
  await stage.settle()
  stage.tell?.({ kind: 'applied', at: scenario.applied, number, queryCode })
  for (const act of scenario.acts) {
    await stage.until(act.at)
    if (act.by === 'silence') {
      stage.tell?.({ kind: 'silence', act, status: await status() })
      continue
    }
    const done = act.by === 'applicant' ? await handIn(stage, scenario, act, await status(), mine) : act.do !== undefined ? await actBeside(stage, act, await status()) : await decide(stage, act, (await status()).caseKey)
    await stage.settle()
    stage.tell?.({ kind: 'act', act, ...done, status: await status() })
  }
  const end = await status()
  stage.tell?.({ kind: 'end', status: end })
  return { status: end, differences: compare(scenario, end), number, queryCode }
}

/** Fills in, uploads and submits the application of a scenario. */
export async function apply(stage: Pick<Stage, 'call' | 'paper'>, scenario: Scenario): Promise<{ number: string; queryCode: string; caseKey: string }> {
  const begun = (await must(stage, 'POST', '/v1/applications', { body: { matter: scenario.matter } })).body as { number: string; code: string }
  const headers = basic(begun.number, begun.code)
  const address = `/v1/applications/${begun.number}`
  const guide = (await must(stage, 'GET', `/v1/matters/${scenario.matter}`)).body.guide as Guide
  const { materials } = inSituation(guide, scenario.application)
  const handed = scenario.materials ?? materials.filter((item) => item.need !== 'optional').map((item) => item.code)
  const files = materials.filter((item) => handed.includes(item.code) && item.copies > 0 && item.format !== 'paper')
  const owed = materials.filter((item) => item.need === 'tolerant' && !handed.includes(item.code)).map((item) => item.code)
  const promised = Object.fromEntries(owed.map((code) => [code, promisedOn(scenario)]))
  const wishes = { ...scenario.wishes, ...(owed.length > 0 && guide.tolerant ? { tolerant: { ...promised, ...scenario.wishes?.tolerant } } : {}) }
  await must(stage, 'PATCH', address, { headers, body: { applicant: APPLICANT, variables: scenario.application, wishes } })
  for (const item of files) await upload(stage, `${address}/materials/${item.code}`, item.name, headers)
  const submitted = await must(stage, 'POST', `${address}/submission`, { headers, body: { truthful: true, ...serviceOf(scenario) } })
  return submitted.body as { number: string; queryCode: string; caseKey: string }
}

/** Who does not agree to electronic service names an address. */
function serviceOf({ electronicService = true }: Scenario): { electronicService: boolean; postalAddress?: string } {
  return { electronicService, ...(electronicService ? {} : { postalAddress: '样例市样例区样例路1号（样例地址）' }) }
}

/** The day the window wrote into its notice of tolerance, so that wish and notice agree. */
function promisedOn(scenario: Scenario): string {
  const items = scenario.acts.flatMap((act) => (act.data?.tolerantItems as { promisedOn: string }[] | undefined) ?? [])
  return items[0]?.promisedOn ?? scenario.applied.slice(0, 10)
}

async function upload(stage: Pick<Stage, 'call' | 'paper'>, url: string, name: string, headers: Record<string, string>): Promise<void> {
  await must(stage, 'POST', `${url}?name=${encodeURIComponent(`${name}.pdf`)}`, { headers: { ...headers, 'content-type': 'application/pdf' }, body: stage.paper(name) })
}

interface Done { task: string; outcome: string }

/** Claims and decides the officer's task at the step. @returns its name, and the outcome as the form calls it. */
async function decide(stage: Stage, act: Act, caseKey: string): Promise<Done> {
  const headers = await stage.officer(act.by)
  const task = await findTask(stage, act, caseKey, headers)
  const address = `/v1/user-tasks/${task.userTaskKey}`
  const { outcomes } = (await must(stage, 'GET', address, { headers })).body as { outcomes: { value: string; title: string }[] }
  await must(stage, 'POST', `${address}/assignment`, { headers, body: {} })
  await must(stage, 'POST', `${address}/completion`, { headers: { ...headers, 'idempotency-key': `${task.userTaskKey}:${act.by}` }, body: { variables: act.data ?? {} } })
  return { task: task.name, outcome: outcomes.find(({ value }) => value === act.data?.outcome)?.title ?? '' }
}

/** What an officer does to the case itself: records a payment, grants the green channel, extends. */
async function actBeside(stage: Stage, act: Act, status: Status): Promise<Done> {
  await must(stage, 'POST', `/v1/cases/${status.caseKey}/${act.do}`, { headers: await stage.officer(act.by), body: act.data ?? {} })
  return { task: scenarioStep(status, act), outcome: act.do! }
}

interface Listed { userTaskKey: string; caseKey: string; elementId: string; name: string }

/** An officer who does not see the task yet looks again: a real engine may still be on its way. */
const LOOKS = 20

async function findTask(stage: Stage, act: Act, caseKey: string, headers: Record<string, string>): Promise<Listed> {
  let seen: Listed[] = []
  for (let look = 0; look < LOOKS; look++) {
    const lists = await Promise.all(['group', 'mine'].map(async (list) => (await must(stage, 'POST', '/v1/user-tasks/search', { headers, body: { filter: { list }, page: { limit: 200 } } })).body.items as Listed[]))
    seen = lists.flat().filter((item) => item.caseKey === caseKey)
    const task = seen.find((item) => item.elementId === act.step)
    if (task) return task
    await stage.settle()
  }
  throw new Error(`${act.by} has no task at "${act.step}" at ${act.at}; in the lists: ${seen.map((item) => item.elementId).join(', ') || 'nothing of this case'}.`)
}

async function handIn(stage: Stage, scenario: Scenario, act: Act, status: Status, headers: Record<string, string>): Promise<Done> {
  const address = `/v1/applicant-cases/${status.number}`
  if (!status.asked) throw new Error(`Nothing is asked of the applicant at ${act.at}, but the scenario hands something in at "${act.step}".`)
  for (const item of status.asked.items) await upload(stage, `${address}/materials/${item}`, item, headers)
  const { note } = (act.data ?? {}) as { note?: string }
  await must(stage, 'POST', `${address}/hand-in`, { headers, body: { ...(note ? { note } : {}), ...(status.asked.fields.length > 0 ? { variables: scenario.application } : {}) } })
  return { task: scenarioStep(status, act), outcome: note ?? '' }
}

function scenarioStep(status: Status, act: Act): string {
  return status.openSteps.find(({ elementId }) => elementId === act.step)?.name ?? act.step
}

function compare({ expect }: Scenario, end: Status): string[] {
  const differences: string[] = []
  const check = (what: string, wanted: string | undefined, found: string | null | undefined): void => {
    if (wanted !== undefined && wanted !== found) differences.push(`${what}: expected ${wanted}, found ${found ?? 'nothing'}`)
  }
  const limit = (kind: string): string | undefined => end.limits.find((one) => one.kind === kind)?.deadline?.slice(0, 10)
  check('outcome', expect.outcome, end.outcome)
  check('accepted on', expect.acceptedOn, end.acceptedAt?.slice(0, 10))
  check('promised on', expect.promisedOn, limit('promised'))
  check('statutory on', expect.statutoryOn, limit('statutory'))
  check('decided on', expect.decidedOn, end.decidedAt?.slice(0, 10))
  if (end.closedAt === null) differences.push(`the case is not closed: it is ${end.state} at ${end.openSteps.map((step) => step.elementId).join(', ') || 'no step'}`)
  const kinds = end.letters.map((letter) => letter.kind)
  let from = 0
  for (const kind of expect.letters ?? []) {
    const at = kinds.indexOf(kind, from)
    if (at < 0) differences.push(`letters: expected ${expect.letters!.join(', ')} in this order, found ${kinds.join(', ')}`)
    from = at + 1
  }
  for (const letter of end.letters) if (letter.state !== 'ready') differences.push(`letter ${letter.number} is ${letter.state}, not sealed`)
  return differences
}

async function must(stage: Pick<Stage, 'call'>, method: string, url: string, options: { body?: object | Buffer; headers?: Record<string, string> } = {}): Promise<Reply> {
  const reply = await stage.call(method, url, { ...options, headers: { ...keyFor(method), ...options.headers } })
  if (reply.status >= 300) throw new Error(`${method} ${url} answered ${reply.status}: ${reply.text.slice(0, 1500)}`)
  return reply
}

/** Every changing call owes a key; a scenario repeats none, so each gets one of its own. */
function keyFor(method: string): Record<string, string> {
  return method === 'GET' ? {} : { 'idempotency-key': randomUUID() }
}

function basic(number: string, code: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${number}:${code}`).toString('base64')}` }
}
