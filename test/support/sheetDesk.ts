/** A desk for stories of co-approval: a database, a relay of the room's own news, a case whose sheet is drawn as the story needs it, and departments that answer. */
import type { Knex } from 'knex'
import { afterAll, beforeAll } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import { startRelay, type Relay } from '../../server/db/relay.ts'
import { inTransaction, openDatabase, rows } from '../../server/db/pool.ts'
import { readBundle, sealed } from '../../server/matters/bundle.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, loadSample, type Officer } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from './caseFixture.ts'
import { contextAt, type TestContext } from './context.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface Plan { rule: object; departments: { body: string; name?: string; inner?: string[]; limit?: string; materials?: string[] }[]; silence?: object }

export const FOUR = [{ body: 'ziran', limit: '3wd' }, { body: 'gongan-jiaojing', inner: ['handler', 'section-chief', 'deputy-head'], limit: '3wd', materials: ['effect-drawing'] }, { body: 'yuanlin', limit: '2wd' }, { body: 'shichang', limit: '2wd' }]

/** Called at the top of a test file. @param opened is handed the database, its context and the relay before the first story */
export function sheetDesk(opened: (parts: { db: Knex; ctx: TestContext; relay: Relay }) => void) {
  let database: TestDatabase
  let db: Knex
  let ctx: TestContext
  let relay: Relay
  let jobs = 0

  beforeAll(async () => {
    database = await createTestDatabase()
    db = openDatabase(database.url, { max: 20 })
    ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { TONGBAN_SAMPLE: '1' })
    await loadSample(ctx)
    relay = startRelay(ctx, coapproval.topics, { poll: false })
    opened({ db, ctx, relay })
  })
  afterAll(async () => {
    await relay.stop()
    await db.destroy()
    await database.drop()
  })

  /** The street advertisement, its sheet replaced: published, a case accepted under it, and its co-approval job come. */
  async function sheetOf(plan: Plan, redrawn: (diagram: string) => string = (diagram) => diagram): Promise<{ file: Case; job: Parameters<typeof coapproval.openFromJob>[2] }> {
    const { hash: _, ...content } = readBundle('processes/huwai-guanggao', 'forms')
    const departments = plan.departments.map((one) => ({ name: one.body, ...one }))
    const header = JSON.stringify({ silence: { kind: 'remind' }, form: 'coApproval', innerForm: 'coApprovalInner', ...plan, departments })
    const diagram = content.diagram.replace(/(<zeebe:header key="sheet" value=")[^"]*"/, (_all, start: string) => `${start}${header.replaceAll('"', '&#34;')}"`)
    const version = await inTransaction(db, (tx) => matters.publish(tx, ctx, sealed({ ...content, diagram: redrawn(diagram) })))
    const file = await inTransaction(db, async (tx) => {
      const opened = (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case
      return cases.move(tx, ctx, opened, 'accepted', { actor: { kind: 'system', name: '系统' }, action: 'case.accepted' }, { acceptedAt: ctx.now() })
    })
    const job = newJob(file)
    await comes(job)
    return { file, job }
  }

  function newJob(file: Case): Parameters<typeof coapproval.openFromJob>[2] {
    const key = String(9_000_000_000_000_000n + BigInt(++jobs))
    return {
      engine: 'embedded', key, type: 'io.camunda.zeebe:userTask', elementId: 'coApproval', elementInstanceKey: key, processInstanceKey: '1', bpmnProcessId: 'huwai-guanggao',
      processVersion: 1, headers: { signing: 'sheet' }, variables: {}, retries: 3, caseId: file.id,
    }
  }

  function comes(job: Parameters<typeof coapproval.openFromJob>[2]): Promise<unknown> {
    return inTransaction(db, async (tx) => {
      await cases.lock(tx, job.caseId)
      return coapproval.openFromJob(tx, ctx, job)
    })
  }

  const officer = async (login: string): Promise<Officer> => (await findOfficerByLogin(db, login))!
  const openTasks = async (file: Case) => (await tasks.openOfCase(db, file.id)).filter(({ origin }) => origin?.startsWith('sheet-row:'))
  const openGroups = async (file: Case) => (await openTasks(file)).map(({ groups }) => groups[0]).sort()

  async function answers(file: Case, login: string, outcome: string, opinion = '样例意见'): Promise<void> {
    const who = await officer(login)
    const task = (await openTasks(file)).find(({ groups }) => who.posts.some((post) => groups.includes(`${post.bodyId}/${post.role}`)))
    if (!task) throw new Error(`Nothing to sign for ${login}.`)
    await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer: who, taskId: task.id, data: { outcome, opinion } }, [coapproval.sheetRule]))
    await relay.drain()
  }

  async function boardOf(file: Case, viewer: string | null = 'chengguan-chief') {
    const version = await matters.version(db, file.versionId)
    return (await coapproval.board(ctx, { case: (await cases.find(db, file.id))!, version, officer: viewer === null ? null : await officer(viewer) }, 'zh-CN'))[0]!
  }

  /** What the engine was told of the sheet's job. */
  async function completions(jobKey: string): Promise<{ coApproval: string }[]> {
    return (await rows<{ payload: { variables: { coApproval: string } } }>(db, "select payload from outbox where topic = 'engine:complete' and payload->>'jobKey' = ? order by id", [jobKey])).map(({ payload }) => payload.variables)
  }

  return { sheetOf, newJob, comes, officer, openTasks, openGroups, answers, boardOf, completions }
}

/** The co-approval step drawn inside a sub-process, as beside the branches of a fork. */
export function inFork(diagram: string): string {
  const [step] = /<bpmn:userTask id="coApproval"[\s\S]*?<\/bpmn:userTask>/.exec(diagram)!
  const ways = [...step.matchAll(/<bpmn:(?:incoming|outgoing)>.*?<\/bpmn:(?:incoming|outgoing)>/g)].join('')
  const inside = step.replace(/<bpmn:(incoming|outgoing)>[\s\S]*<\/bpmn:\1>/, '').replace(/<bpmn:incoming>.*?<\/bpmn:incoming>\s*/g, '')
    .replace('</bpmn:userTask>', '<bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing></bpmn:userTask>')
  return diagram.replace(/(targetRef|sourceRef)="coApproval"/g, '$1="part"').replace(step, `<bpmn:subProcess id="part" name="会审">${ways}
    <bpmn:startEvent id="partStart"><bpmn:outgoing>in</bpmn:outgoing></bpmn:startEvent>${inside}<bpmn:endEvent id="partEnd"><bpmn:incoming>out</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="in" sourceRef="partStart" targetRef="coApproval" /><bpmn:sequenceFlow id="out" sourceRef="coApproval" targetRef="partEnd" /></bpmn:subProcess>`)
}
