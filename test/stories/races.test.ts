/**
 * Who commits first, wins, and the loser is told (design decision 5; reliability catalogue 19, 21): claims, decisions, the limit, returns and
 * withdrawals race each other in pairs, each in a transaction of its own, and the tables are judged when all is quiet. Six of each here;
 * `RACES=500 npx vitest run --project stories test/stories/races.test.ts` is the long run, `SEED=…` repeats one.
 */
import { randomInt } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import type { Context } from '../../server/context.ts'
import { change, inTransaction, row, rows, type Tx } from '../../server/db/pool.ts'
import type { Refusal } from '../../server/errors.ts'
import * as intake from '../../server/intake/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { verify } from '../support/verify.ts'

const RACES = Number(process.env.RACES ?? 6)
const SEED = Number(process.env.SEED ?? randomInt(2 ** 31))
/** Cases that are raced before the engine is asked to go on: enough to keep both busy, few enough for one sweep. */
const HEAT = 25
const PATIENCE = 60_000 + RACES * 4_000

const MATTER = 'jianzhu-shigong-xuke'
let office: Office
const officers: Record<string, Officer> = {}

beforeAll(async () => {
  console.log(`races: ${RACES} of each, SEED=${SEED}`)
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
  for (const login of ['zhujian-window-1', 'zhujian-window-2', 'zhujian-construction', 'zhujian-safety']) officers[login] = (await findOfficerByLogin(office.ctx.db, login))!
})
afterAll(() => office?.close())

/** One number in [0, 1) after another from a seed (a linear congruence; any fair one will do). */
function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}
const draw = chance(SEED)

/** Lets some turns of the event loop go by first, so that now this one and now the other is ahead. */
async function after<T>(turns: number, work: () => Promise<T>): Promise<T> {
  for (let passed = 0; passed < turns; passed++) await turn()
  return work()
}

type Outcome = PromiseSettledResult<unknown>

/** Both at once, each by its own connection, with a start drawn by lot. */
async function race(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<[Outcome, Outcome]> {
  const [a, b] = [Math.floor(draw() * 12), Math.floor(draw() * 12)]
  return Promise.allSettled([after(a, one), after(b, other)]) as Promise<[Outcome, Outcome]>
}

const won = (outcome: Outcome): boolean => outcome.status === 'fulfilled'
const told = (outcome: Outcome): string => (outcome.status === 'rejected' ? ((outcome.reason as Partial<Refusal>).code ?? String(outcome.reason)) : '')
const committed = (work: (tx: Tx) => Promise<unknown>) => () => inTransaction(office.ctx.db, work)
const decide = (login: string, taskId: string, data: Record<string, unknown>, ctx: Context = office.ctx) => committed((tx) => tasks.decide(tx, ctx, { officer: officers[login]!, taskId, data }))

/** A case that was applied for, started by the engine and waiting at the window. */
async function received(count: number): Promise<Case[]> {
  const { ctx } = office
  const version = (await matters.effective(ctx.db, MATTER, ctx.now()))!
  const files: Case[] = []
  for (let i = 0; i < count; i++) {
    files.push(await inTransaction(ctx.db, async (tx) => {
      const file = (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case
      await intake.startLimits(tx, ctx, file, version, 'application', file.receivedAt)
      await change(tx, `insert into application (number, code_hash, matter_code, version_id, state, case_id, begun_at, changed_at) values (?, '', ?, ?, 'submitted', ?, ?, ?)`, [`A${file.number}`, MATTER, version.id, file.id, ctx.now(), ctx.now()])
      return file
    }))
  }
  await office.settle()
  return files
}

async function open(file: Case, elementId: string): Promise<tasks.Task> {
  const found = (await tasks.openOfCase(office.ctx.db, file.id)).find((task) => task.elementId === elementId)
  if (!found) throw new Error(`Case ${file.number} has no open task ${elementId}.`)
  return found
}

/** Heats of cases: each is prepared, raced pair by pair, and let go on. */
async function heats(work: (files: Case[]) => Promise<void>): Promise<void> {
  for (let done = 0; done < RACES; done += HEAT) {
    await work(await received(Math.min(HEAT, RACES - done)))
    await office.settle()
  }
}

/** Judged when what failed for a moment (a press that was stopped with the whole machine) has been tried again. */
async function sound(): Promise<void> {
  office.ctx.advance({ minutes: 3 })
  await office.settle()
  expect(await verify(office.ctx.db)).toEqual([])
}
const tally = (what: string, counts: Record<string, number>): void => console.log(`  ${what}: ${Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ')}`)

// first, since it alone moves the days on: with the cases of all races open, every sweep would have a thousand marks to set
test('decision and limit: accepted by a person or by silence, never both', async () => {
  const by = { person: 0, silence: 0 }
  await heats(async (files) => {
    const waiting = await Promise.all(files.map(async (file) => ({ file, task: await open(file, 'acceptance') })))
    const end = (await row<{ at: Date }>(office.ctx.db, `select max(deadline_at) as at from case_limit where task_id = any(?::bigint[])`, [waiting.map(({ task }) => task.id)]))!.at
    office.ctx.setTime(new Date(end.getTime() - 1000).toISOString())
    await office.app.sweep() // the marks before the limit, and what else came due in these days, stand in nobody's way
    const inTime: Context = { ...office.ctx, now: () => new Date(end.getTime() - 1) }
    office.ctx.setTime(end.toISOString())
    // decisions of the last second, which the law still has, meet the sweep of the next; it goes through the heat with four hands in the order of the limits, four officers' hands in an order drawn by lot
    const decisions = new Map<tasks.Task, Outcome>()
    const pile = waiting.map(({ task }) => ({ task, lot: draw() })).sort((a, b) => a.lot - b.lot)
    const hand = async (): Promise<void> => {
      for (let next = pile.pop(); next; next = pile.pop()) decisions.set(next.task, (await Promise.allSettled([decide('zhujian-window-1', next.task.id, { outcome: 'accept' }, inTime)()]))[0])
    }
    await Promise.all([office.app.sweep(), hand(), hand(), hand(), hand()])
    for (const { task } of waiting) {
      const decision = decisions.get(task)!
      const person = won(decision)
      expect([told(decision), (await tasks.get(office.ctx.db, task.id)).state]).toEqual(person ? ['', 'done'] : ['task-closed', 'ended'])
      by[person ? 'person' : 'silence']++
    }
    await office.settle()
    for (const { file, task } of waiting) expect(await cases.get(office.ctx.db, file.id)).toMatchObject({ state: 'accepted', acceptedBySilence: !won(decisions.get(task)!) })
    const twice = await rows(office.ctx.db, `select case_id from audit where action in ('case.accepted', 'case.accepted-by-silence') and case_id = any(?::bigint[]) group by case_id having count(*) <> 1`, [files.map(({ id }) => id)])
    expect(twice).toEqual([])
  })
  tally('accepted by a', by)
  await sound()
}, PATIENCE)

test('claim and claim: one holds it, the other is told who', async () => {
  const first = { 'window-1': 0, 'window-2': 0 }
  await heats(async (files) => {
    for (const file of files) {
      const task = await open(file, 'acceptance')
      const claim = (login: string) => committed((tx) => tasks.claim(tx, office.ctx, officers[login]!, task.id))
      const [one, other] = await race(claim('zhujian-window-1'), claim('zhujian-window-2'))
      expect([won(one), won(other)].filter(Boolean)).toHaveLength(1)
      expect([told(one), told(other)].sort()).toEqual(['', 'task-taken'])
      const holder = won(one) ? 'zhujian-window-1' : 'zhujian-window-2'
      expect((await tasks.get(office.ctx.db, task.id)).holderId).toBe(officers[holder]!.id)
      first[won(one) ? 'window-1' : 'window-2']++
      await decide(holder, task.id, { outcome: 'accept' })()
    }
  })
  tally('claimed by', first)
  await sound()
}, PATIENCE)

test('decision and return across the fork: the return stands, the decision stands or was told', async () => {
  const ahead = { decision: 0, return: 0 }
  await heats(async (files) => {
    for (const file of files) await decide('zhujian-window-1', (await open(file, 'acceptance')).id, { outcome: 'accept' })()
    await office.settle()
    for (const file of files) await decide('zhujian-window-2', (await open(file, 'windowCheck')).id, { outcome: 'pass', paperMatches: true })()
    await office.settle()
    for (const file of files) {
      const [mine, theirs] = [await open(file, 'reviewConstruction'), await open(file, 'reviewSafety')]
      const [decision, back] = await race(
        decide('zhujian-construction', mine.id, { outcome: 'agree', opinion: '样例：同意' }),
        decide('zhujian-safety', theirs.id, { outcome: 'return:windowCheck', opinion: '样例：退回窗口' }),
      )
      expect([won(back), told(decision)]).toEqual([true, won(decision) ? '' : 'task-closed'])
      expect((await tasks.get(office.ctx.db, mine.id)).state).toBe(won(decision) ? 'done' : 'ended')
      expect((await cases.get(office.ctx.db, file.id)).round).toBe(2)
      ahead[won(decision) ? 'decision' : 'return']++
    }
    await office.settle()
    // everybody is back at the window, once; an opinion that was given stands when the sections are asked again
    for (const file of files) expect((await tasks.openOfCase(office.ctx.db, file.id)).map((task) => task.elementId)).toEqual(['windowCheck'])
  })
  tally('first was the', ahead)
  await sound()
}, PATIENCE)

test('decision and withdrawal: a case that was withdrawn is decided by nobody', async () => {
  const ahead = { decision: 0, withdrawal: 0 }
  await heats(async (files) => {
    for (const file of files) {
      const task = await open(file, 'acceptance')
      const [decision, withdrawal] = await race(
        decide('zhujian-window-1', task.id, { outcome: 'accept' }),
        committed((tx) => intake.withdraw(tx, office.ctx, { caseId: file.id })),
      )
      // accepted or not, an applicant may withdraw until the decision on the matter itself
      expect([won(withdrawal), told(decision)]).toEqual([true, won(decision) ? '' : 'task-closed'])
      expect((await tasks.get(office.ctx.db, task.id)).state).toBe(won(decision) ? 'done' : 'ended')
      ahead[won(decision) ? 'decision' : 'withdrawal']++
    }
    await office.settle()
    for (const file of files) expect(await cases.get(office.ctx.db, file.id)).toMatchObject({ state: 'withdrawn', acceptedAt: null })
  })
  tally('first was the', ahead)
  await sound()
}, PATIENCE)
