/**
 * A running server as the stage of a scenario: its officers and its applicant speak to the door for programs. Knows nothing of the server
 * but its addresses, so a story in a test and the demo play the same; the story itself is processes/play.
 */
import { randomUUID } from 'node:crypto'
import { applicantIn, handedWith, serviceOf } from '../../processes/play/handed.ts'
import { playStory, type Done, type Played, type Stage as Scene, type Status, type Told } from '../../processes/play/story.ts'
import type { Guide } from '../../server/matters/guide.ts'
import type { Act, Scenario } from './scenario.ts'

export type { Played, Status, Told } from '../../processes/play/story.ts'

export interface Reply {
  status: number
  body: any
  text: string
}

/** The server's door, and its time. */
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

/** @throws ActFailed with the server's words when somebody is refused what the scenario lets them do. */
export function play(stage: Stage, scenario: Scenario): Promise<Played> {
  return playStory(overHttp(stage), scenario)
}

/** The case of a scenario, at a server. */
function overHttp(stage: Stage): Scene {
  let mine: { number: string; headers: Record<string, string> }
  const statusOf = async (number: string): Promise<Status> => (await must(stage, 'GET', `/v1/applicant-cases/${number}`, { headers: mine.headers })).body as Status
  const status = async (child?: string): Promise<Status> => statusOf(child === undefined ? mine.number : await partOf(stage, () => statusOf(mine.number), child))
  return {
    until: (instant) => stage.until(instant),
    settle: () => stage.settle(),
    apply: async (scenario) => {
      const { number, queryCode } = await apply(stage, scenario)
      mine = { number, headers: basic(number, queryCode) }
      return { number, queryCode }
    },
    status,
    decide: async (act) => decide(stage, act, (await status(act.case)).caseKey),
    handIn: async (act, scenario) => handIn(stage, scenario, act, await status(act.case), mine.headers),
    actBeside: async (act) => actBeside(stage, act, await status(act.case)),
    ...(stage.tell ? { tell: (line: Told) => stage.tell!(line) } : {}),
  }
}

/** The number of the latest child case of a matter; the outbox may still be on its way to open it. */
async function partOf(stage: Stage, whole: () => Promise<Status>, matter: string): Promise<string> {
  for (let look = 0; look < LOOKS; look++) {
    const found = (await whole()).parts.filter((part) => part.matter === matter).at(-1)
    if (found) return found.number
    await stage.settle()
  }
  throw new Error(`The case has no part of matter "${matter}".`)
}

/** Fills in, uploads and submits the application of a scenario. */
export async function apply(stage: Pick<Stage, 'call' | 'paper'>, scenario: Scenario): Promise<{ number: string; queryCode: string; caseKey: string }> {
  const begun = (await must(stage, 'POST', '/v1/applications', { body: { matter: scenario.matter } })).body as { number: string; code: string }
  const headers = basic(begun.number, begun.code)
  const address = `/v1/applications/${begun.number}`
  const guide = (await must(stage, 'GET', `/v1/matters/${scenario.matter}`)).body.guide as Guide
  const { files, wishes } = handedWith(guide, scenario)
  await must(stage, 'PATCH', address, { headers, body: { applicant: applicantIn(scenario), variables: scenario.application, wishes } })
  for (const item of files) await upload(stage, `${address}/materials/${item.code}`, item.name, headers)
  const submitted = await must(stage, 'POST', `${address}/submission`, { headers, body: { truthful: true, ...serviceOf(scenario) } })
  return submitted.body as { number: string; queryCode: string; caseKey: string }
}

async function upload(stage: Pick<Stage, 'call' | 'paper'>, url: string, name: string, headers: Record<string, string>): Promise<void> {
  await must(stage, 'POST', `${url}?name=${encodeURIComponent(`${name}.pdf`)}`, { headers: { ...headers, 'content-type': 'application/pdf' }, body: stage.paper(name) })
}

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
  if (act.do === 'recusal') return recuse(stage, act, status)
  await must(stage, 'POST', `/v1/cases/${status.caseKey}/${act.do}`, { headers: await stage.officer(act.by), body: act.data ?? {} })
  return { task: scenarioStep(status, act), outcome: act.do! }
}

/** At an open step of theirs: they take no part in the case from then on. */
async function recuse(stage: Stage, act: Act, status: Status): Promise<Done> {
  const headers = await stage.officer(act.by)
  const { userTaskKey, name } = await findTask(stage, act, status.caseKey, headers)
  await must(stage, 'POST', `/v1/user-tasks/${userTaskKey}/recusal`, { headers, body: { reason: act.data?.reason ?? '' } })
  return { task: name, outcome: act.do! }
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
  if (act.do === 'withdrawal') {
    await must(stage, 'POST', `${address}/withdrawal`, { headers, body: act.data ?? {} })
    return { task: scenarioStep(status, act), outcome: '' }
  }
  if (!status.asked) throw new Error(`Nothing is asked of the applicant at ${act.at}, but the scenario hands something in at "${act.step}".`)
  for (const item of status.asked.items) await upload(stage, `${address}/materials/${item}`, item, headers)
  const { note } = (act.data ?? {}) as { note?: string }
  await must(stage, 'POST', `${address}/hand-in`, { headers, body: { ...(note ? { note } : {}), ...(status.asked.fields.length > 0 ? { variables: scenario.application } : {}) } })
  return { task: scenarioStep(status, act), outcome: note ?? '' }
}

function scenarioStep(status: Status, act: Act): string {
  return status.openSteps.find(({ elementId }) => elementId === act.step)?.name ?? act.step
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
