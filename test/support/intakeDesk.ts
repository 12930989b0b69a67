/**
 * The applicant's side of the house for tests of intake: a server with its pages, a database, the published matters; the engine is
 * played by offering its jobs. One desk a test file; it opens and closes with the file.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import type { Case } from '../../server/cases/case.ts'
import { openFromJob as openSheet } from '../../server/coapproval/service.ts'
import { inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import * as tasks from '../../server/tasks/service.ts'
import type { Job, JobReply } from '../../server/zeebe/service.ts'
import { ApplicantVisitor, applications, type Fields, type Ticket } from './applicant.ts'
import { contextAt, type TestContext } from './context.ts'
import type { TestDatabase } from './database.ts'
import { publishedDatabase } from './published.ts'
import { serverWith } from './web.ts'

/** What 户外广告 asks for, all of it. */
export const MATERIALS = ['subject', 'site-right', 'effect-drawing', 'site-photo', 'structure-design', 'safety-commitment']

export const gap = (item: string) => ({ item, problem: '不清楚', remedy: '重新提交' })

/** `done`, or the code of the refusal. */
export const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string }) => error.code ?? String(error))

export class IntakeDesk {
  ctx!: TestContext
  db!: Knex
  app!: FastifyInstance
  /** The data folder. */
  dir!: string
  private database!: TestDatabase
  private visitors = 0
  private jobKey = 5000

  async open(at: string): Promise<void> {
    this.database = await publishedDatabase()
    this.dir = mkdtempSync(join(tmpdir(), 'tongban-intake-'))
    this.db = openDatabase(this.database.url)
    this.ctx = contextAt(this.db, at, { DATA_DIR: this.dir })
    const forLetters = { maySee: tasks.mayOfficerSee, onLeadSide: tasks.onLeadSide, lockCase: cases.lock }
    this.app = await serverWith(this.ctx, [
      intake.intakePages({ panels: letters.panels(forLetters) }), tasksPages({ panels: [...intake.panels, ...letters.panels(forLetters)], rules: [intake.acceptanceRule], points: () => [] }),
      letters.routes(forLetters),
    ])
  }

  async close(): Promise<void> {
    for (const entry of this.ctx.logged) if (entry.level === 'error') console.error(entry.message, entry.fields)
    await this.app.close()
    await this.db.destroy()
    await this.database.drop()
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Each applicant at an address of their own, so that throttles meet only those who are meant. */
  applicant = (): ApplicantVisitor => new ApplicantVisitor(this.app, `192.0.2.${++this.visitors}`)

  /** An application for 户外广告, submitted. */
  apply = async (items = MATERIALS, wishes: Record<string, string> = {}, declaration?: Fields): Promise<{ person: ApplicantVisitor; ticket: Ticket; file: Case }> => {
    const person = this.applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    await person.handIn(items)
    await person.get('/apply/draft/materials')
    await person.post('/apply/draft/materials', wishes)
    const ticket = await person.submit(declaration)
    return { person, ticket, file: await this.caseOf(ticket) }
  }

  caseOf = async ({ number }: Ticket): Promise<Case> => {
    const found = await row<{ id: string }>(this.db, 'select id from case_file where number = ?', [number])
    return cases.get(this.db, found!.id)
  }

  /** The engine offers a job of the diagram. */
  offer = async (caseId: string, elementId: string): Promise<JobReply> => {
    const file = await cases.get(this.db, caseId)
    const step = matters.step(await matters.version(this.db, file.versionId), elementId)
    const job: Job & { caseId: string } = {
      engine: 'embedded', key: String(this.jobKey++), type: step.jobType!, elementId, elementInstanceKey: '1', processInstanceKey: '2', bpmnProcessId: file.matterCode, processVersion: 1,
      headers: step.headers, variables: { caseId, round: file.round }, retries: 3, caseId,
    }
    const handler = intake.handlers[step.jobType!] ?? (step.headers.party === 'applicant' ? intake.openApplicantTask : step.headers.signing === 'sheet' ? openSheet : tasks.openFromJob)
    return inTransaction(this.db, async (tx) => {
      await cases.lock(tx, caseId)
      return handler(tx, this.ctx, job)
    })
  }

  decide = async (login: string, caseId: string, data: Record<string, unknown>): Promise<void> => {
    const officer = (await findOfficerByLogin(this.db, login))!
    const task = (await tasks.openOfCase(this.db, caseId)).find(({ kind }) => kind === 'officer')!
    await inTransaction(this.db, (tx) => tasks.decide(tx, this.ctx, { officer, taskId: task.id, data }, [intake.acceptanceRule]))
  }

  letterKinds = async (caseId: string): Promise<string[]> => (await letters.ofCase(this.db, caseId)).map(({ kind }) => kind)
}

/** The desk of a test file; every test begins at `at` (RFC 3339). */
export function intakeDesk(at: string): IntakeDesk {
  const desk = new IntakeDesk()
  beforeAll(() => desk.open(at))
  beforeEach(() => desk.ctx.setTime(at))
  afterAll(() => desk.close())
  return desk
}
