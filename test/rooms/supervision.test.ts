/**
 * The sweep on a real database with the real matters: each threshold once, whatever fails or crashes, and the limits a diagram
 * reacts to. The engine is not there; what it would be told stands in the outbox.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Knex } from 'knex'
import { timeline } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, row, rows, type Tx } from '../../server/db/pool.ts'
import { makeCalendars } from '../../server/deadlines/calendar.ts'
import type { CalendarYear, DivisionFile } from '../../server/deadlines/calendarData.ts'
import { useCalendars } from '../../server/deadlines/calendars.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { handlers } from '../../server/intake/service.ts'
import * as matters from '../../server/matters/service.ts'
import { lampOf } from '../../server/supervision/lamps.ts'
import { sweep } from '../../server/supervision/sweep.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let jobKey = 1000

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T10:00:00+08:00')
})
afterAll(async () => { await db.destroy(); await database.drop() })
beforeEach(async () => {
  ctx = contextAt(db, '2026-03-02T10:00:00+08:00')
  await db.raw(`truncate sweep_failure`)
  await db.raw(`update case_limit set state = 'ended', ended_at = ? where state = 'running'`, [ctx.now()]) // earlier tests' cases
  await db.raw(`delete from limit_mark`)
})

async function open(code = 'jianzhu-shigong-xuke'): Promise<Case> {
  const version = (await matters.effective(db, code, ctx.now()))!
  return inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case)
}

/** A user task as the engine's job brings it. */
async function offer(file: Case, elementId: string): Promise<tasks.Task> {
  const version = await matters.version(db, file.versionId)
  const step = matters.step(version, elementId)
  const job = {
    engine: 'embedded', key: String(++jobKey), type: 'io.camunda.zeebe:userTask', elementId, elementInstanceKey: '1', processInstanceKey: '1',
    bpmnProcessId: file.matterCode, processVersion: 1, headers: step.headers, variables: { caseId: file.id, round: file.round }, retries: 1, caseId: file.id,
  }
  await inTransaction(db, async (tx) => { await cases.lock(tx, file.id); await tasks.openFromJob(tx, ctx, job as never) })
  return (await tasks.openOfCase(db, file.id)).find((task) => task.elementId === elementId)!
}

const locked = <T>(file: Case, work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(db, async (tx) => { await cases.lock(tx, file.id); return work(tx) })
const promise = (file: Case, amount = 3) => locked(file, (tx) => deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'promised', amount, unit: 'wd', source: '样例', from: ctx.now() }))
const marked = async (file: Case) => (await timeline(db, file.id)).filter(({ action }) => action === 'limit.marked').flatMap(({ detail }) => (detail.marks as { kind: string; percent: number; lamp: string }[]).map((mark) => `${mark.kind} ${mark.percent} ${mark.lamp}`))
const messages = (file: Case) => rows<{ payload: Record<string, unknown> }>(db, `select payload from outbox where case_id = ? and topic = 'engine:message' order by id`, [file.id])

describe('thresholds', () => {
  test('each is raised once, at its time', async () => {
    const file = await open()
    await promise(file)
    ctx.setTime('2026-03-04T11:59:59+08:00')
    expect(await sweep(ctx)).toMatchObject({ cases: 0, marks: 0 })
    ctx.setTime('2026-03-04T12:00:00+08:00')
    expect(await sweep(ctx)).toEqual({ cases: 1, marks: 1, reached: 0, moved: 0, failed: 0 })
    expect(await sweep(ctx)).toMatchObject({ cases: 0, marks: 0 })
    ctx.setTime('2026-03-05T15:30:00+08:00') // 75 % was 10:15, 90 % 15:24
    expect(await sweep(ctx)).toMatchObject({ marks: 2 })
    ctx.setTime('2026-03-06T00:00:00+08:00')
    expect(await sweep(ctx)).toMatchObject({ marks: 1, reached: 1 })
    expect(await marked(file)).toEqual(['promised 50 hint', 'promised 75 warning', 'promised 90 yellow', 'promised 100 red'])
  })

  test('after a standstill all marks are kept, but each person gets one message, the gravest', async () => {
    const file = await open()
    await offer(file, 'windowCheck')
    await promise(file)
    ctx.setTime('2026-03-06T09:00:00+08:00')
    expect(await sweep(ctx)).toMatchObject({ marks: 8 })
    const told = await rows<{ name: string; text: string }>(db, `select name, text from notice where case_id = ? order by officer_id`, [file.id])
    expect(told.map(({ name }) => name)).toEqual(['样例-窗口一', '样例-窗口二', '样例-住建分管', '样例-住建主管'])
    expect(new Set(told.map(({ text }) => text)).size).toBe(1)
    expect(told[0]!.text).toContain('2026-03-05 24:00') // the promise is over: graver than the step
  })

  test('two sweeps at once raise each mark once', async () => {
    const files = await Promise.all(Array.from({ length: 20 }, () => open()))
    for (const file of files) await promise(file)
    ctx.setTime('2026-03-06T09:00:00+08:00')
    const reports = await Promise.all([sweep(ctx), sweep(ctx)])
    expect(reports[0]!.marks + reports[1]!.marks).toBe(80)
    for (const file of files) expect(await marked(file)).toHaveLength(4)
  })

  test('a pause hides what is behind it, a met limit is left alone', async () => {
    const [paused, met] = [await open('huwai-guanggao'), await open()]
    await promise(paused)
    await promise(met)
    ctx.setTime('2026-03-03T10:00:00+08:00')
    const version = await matters.version(db, paused.versionId)
    await locked(paused, (tx) => deadlines.pause(tx, ctx, { caseId: paused.id, kind: 'appraisal', listed: version.bundle.matter.pauses, notice: '样例特告1号', by: { kind: 'system', name: '系统' } }))
    await locked(met, (tx) => deadlines.meet(tx, ctx, { caseId: met.id, how: 'met' }))
    ctx.setTime('2026-03-12T10:00:00+08:00')
    expect(await sweep(ctx)).toMatchObject({ marks: 0 })
    ctx.setTime('2026-04-30T10:00:00+08:00')
    await sweep(ctx)
    expect(await marked(paused)).toEqual(expect.arrayContaining(['pause 100 yellow'])) // the planned days are over-run
    expect(await marked(met)).toEqual([])
  })
})

test('an exchanged calendar: every open date is recounted, the moved ones are kept and told', async () => {
  ctx.setTime('2026-09-30T10:00:00+08:00')
  const [moved, same] = [await open(), await open()]
  await offer(moved, 'windowCheck')
  await promise(moved, 3) // Oct 8 1, 9 2, worked Sat 10 3
  await promise(same, 2)
  const read = <T>(name: string): T => JSON.parse(readFileSync(`processes/calendar/${name}.json`, 'utf8')) as T
  const year = read<CalendarYear>('2026')
  year.version = '2026-样例更正'
  year.makeUpDays.at(-1)!.day = '2026-10-11' // the worked Saturday becomes the Sunday
  useCalendars(ctx, makeCalendars([year], read<DivisionFile>('divisions')))
  expect(await sweep(ctx)).toMatchObject({ cases: 2, moved: 1, marks: 0, failed: 0 })
  expect(await sweep(ctx)).toMatchObject({ cases: 0 })
  expect((await timeline(db, moved.id)).at(-1)).toMatchObject({ action: 'clock.recounted', detail: { moves: [{ kind: 'promised', from: '2026-10-10 24:00', to: '2026-10-11 24:00' }] } })
  const told = await rows<{ name: string }>(db, `select name from notice where case_id = ? and template = 'date-moved' order by id`, [moved.id])
  expect(told.map(({ name }) => name)).toEqual(['样例联系人', '样例-窗口一', '样例-窗口二'])
})

describe('one bad case', () => {
  test('never stops the sweep, is written down and tried again later', async () => {
    const [bad, good] = [await open(), await open()]
    await promise(bad)
    await promise(good)
    // the bundle of its version is broken, as after a bad restore
    const other = await row<{ id: string }>(db, `insert into matter_version (code, division_code, body_id, name, hash, bundle, process_id, published_at) values ('broken', '990100', 'zhujian', '样例', 'x', '{}', 'broken', now()) on conflict (code, hash) do update set name = excluded.name returning id`)
    const task = await offer(bad, 'windowCheck')
    await db.raw(`update case_file set version_id = ? where id = ?`, [other!.id, bad.id])
    ctx.setTime('2026-03-06T09:00:00+08:00')
    expect(await sweep(ctx)).toMatchObject({ cases: 1, marks: 4, failed: 1 })
    expect(await marked(bad)).toEqual([])
    expect(await row(db, `select failures from sweep_failure where case_id = ?`, [bad.id])).toEqual({ failures: 1 })
    expect(await sweep(ctx)).toMatchObject({ cases: 0, failed: 0 }) // it waits for its retry
    ctx.advance({ minutes: 6 })
    expect(await sweep(ctx)).toMatchObject({ failed: 1 })
    await db.raw(`update case_file set version_id = ? where id = ?`, [good.versionId, bad.id])
    ctx.advance({ minutes: 11 })
    expect(await sweep(ctx)).toMatchObject({ cases: 1, failed: 0 })
    expect((await marked(bad)).length).toBe(8)
    expect(await rows(db, `select 1 from sweep_failure`)).toEqual([])
    expect(task.elementId).toBe('windowCheck')
  })

  test('a case whose row is held fails alone', async () => {
    const [held, free] = [await open(), await open()]
    await promise(held)
    await promise(free)
    ctx.setTime('2026-03-06T09:00:00+08:00')
    const holder = await db.transaction()
    await holder.raw(`select 1 from case_file where id = ? for update`, [held.id])
    const report = await sweep(ctx)
    await holder.rollback()
    expect(report).toMatchObject({ cases: 1, failed: 1 })
    ctx.advance({ minutes: 6 })
    expect(await sweep(ctx)).toMatchObject({ cases: 1, failed: 0 })
  }, 20_000)
})

test('a sweep killed in the middle loses nothing and doubles nothing', async () => {
  const files = await Promise.all(Array.from({ length: 6 }, () => open()))
  for (const file of files) { await offer(file, 'windowCheck'); await promise(file) }
  ctx.setTime('2026-03-06T09:00:00+08:00')
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/sweepChild.ts'], {
    env: { ...process.env, DATABASE_URL: database.url, SWEEP_NOW: ctx.now().toISOString(), TONGBAN_CRASH_AT: 'sweep:marked:3' }, stdio: 'inherit',
  })
  expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe('SIGKILL')
  const before = await Promise.all(files.map(marked))
  expect(before.filter((marks) => marks.length === 0).length).toBeGreaterThan(0) // it did not get through
  await sweep(ctx)
  for (const file of files) {
    expect(await marked(file)).toHaveLength(8)
    const told = await row<{ notices: number; sent: number }>(db, `select (select count(*)::int from notice where case_id = :id) as notices,
      (select count(*)::int from outbox o join notice n on n.id = (o.payload ->> 'noticeId')::bigint where n.case_id = :id) as sent`.replaceAll(':id', file.id))
    expect(told).toEqual({ notices: 4, sent: 4 })
  }
}, 60_000)

describe('limits a diagram reacts to', () => {
  test('five silent working days: the task is closed, then the message goes out with case and round', async () => {
    const file = await open()
    const task = await offer(file, 'acceptance')
    ctx.setTime('2026-03-10T00:00:00+08:00') // 3 4 5 6 9
    expect(await sweep(ctx)).toMatchObject({ reached: 1 })
    expect(await tasks.get(db, task.id)).toMatchObject({ state: 'ended', endedWhy: 'limit' })
    expect((await messages(file)).map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ engine: 'embedded', name: 'limit-acceptance', correlationKey: `${file.id}:1`, ttlMs: 0 }),
    ])
    expect(await sweep(ctx)).toMatchObject({ cases: 0 })
  })

  test('where a person must accept, five silent working days light the lamp and accept nothing', async () => {
    const { hash: _, ...content } = structuredClone(matters.readBundle('processes/jianzhu-shigong-xuke', 'forms'))
    content.matter.limits.acceptance!.silence = 'person'
    content.diagram = content.diagram.replace('key="deemed" value="true"', 'key="deemed" value="false"') // publication takes no other
    content.matter.effectiveFrom = '2030-01-01' // in force for no other test
    const version = await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed(content)))
    const file = await inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case)
    const task = await offer(file, 'acceptance')
    ctx.advance({ days: 10 })
    await sweep(ctx)
    expect(await tasks.get(db, task.id)).toMatchObject({ state: 'open' })
    expect(await rows(db, `select 1 from outbox where case_id = ? and topic = 'engine:message'`, [file.id])).toEqual([])
    expect((await timeline(db, file.id)).filter(({ action }) => action === 'limit.marked')).toHaveLength(1)
    const deemed = await locked(file, (tx) => handlers['case:accept']!(tx, ctx, { headers: { deemed: 'true' }, elementId: 'acceptDeemed', caseId: file.id } as never))
    expect(deemed).toMatchObject({ kind: 'fail' })
    expect((await cases.get(db, file.id)).acceptedAt).toBeNull()
  })

  test('a decision that came first leaves nothing to react to', async () => {
    const file = await open()
    const task = await offer(file, 'acceptance')
    ctx.setTime('2026-03-10T00:00:00+08:00')
    await locked(file, (tx) => tasks.end(tx, ctx, task, 'withdrawn', { kind: 'applicant', name: '样例' }))
    await sweep(ctx)
    expect(await messages(file)).toEqual([])
  })

  test('a boundary that does not interrupt leaves the task open', async () => {
    const file = await open()
    const task = await offer(file, 'headDecision')
    ctx.setTime('2026-03-04T00:00:00+08:00') // 0.5 wd: noon of the 3rd
    await sweep(ctx)
    expect((await tasks.get(db, task.id)).state).toBe('open')
    expect((await messages(file)).map(({ payload }) => payload.name)).toEqual(['limit-headDecision'])
  })

  test('the round is the one the step was opened in', async () => {
    const file = await open()
    await db.raw(`update case_file set round = 3 where id = ?`, [file.id])
    await offer((await cases.find(db, file.id))!, 'acceptance')
    await db.raw(`update case_file set round = 4 where id = ?`, [file.id]) // another branch returned meanwhile
    ctx.setTime('2026-03-10T00:00:00+08:00')
    await sweep(ctx)
    expect((await messages(file))[0]!.payload.correlationKey).toBe(`${file.id}:3`)
  })

  test('a step without a boundary gets its card and nothing else', async () => {
    const file = await open()
    await offer(file, 'windowCheck')
    ctx.setTime('2026-03-04T00:00:00+08:00')
    await sweep(ctx)
    expect(await messages(file)).toEqual([])
    expect(await marked(file)).toContain('step 100 yellow')
  })
})

describe('lamps', () => {
  test.each([
    ['promised', 50, 'hint'], ['promised', 75, 'warning'], ['promised', 90, 'yellow'], ['promised', 100, 'red'],
    ['statutory', 90, 'yellow'], ['statutory', 100, 'redByLaw'], ['step', 90, 'warning'], ['step', 100, 'yellow'],
    ['acceptance', 100, 'red'], ['pause', 100, 'yellow'], ['supplement', 100, null],
  ] as const)('%s at %d: %s', (kind, percent, lamp) => expect(lampOf(kind, percent)).toBe(lamp))
})
