/**
 * The visible list of rooms: which pages, job types, outbox topics and case tabs the platform has, and how they are plugged together.
 * No rule stands here. `background: false` leaves out every timer and poll, so that stories in virtual time drive the work themselves.
 */
import type { FastifyInstance } from 'fastify'
import { isOpen } from './cases/case.ts'
import * as cases from './cases/service.ts'
import type { CasePanel } from './cases/panels.ts'
import * as closing from './cases/worker.ts'
import type { Context } from './context.ts'
import { backlog, pruneOutbox, type TopicHandler } from './db/outbox.ts'
import { inTransaction, type Tx } from './db/pool.ts'
import { startRelay, type Relay } from './db/relay.ts'
import { calendarDue } from './deadlines/coverage.ts'
import { calendars } from './deadlines/service.ts'
import * as coapproval from './coapproval/service.ts'
import { refuse } from './errors.ts'
import { hearingRule } from './hearings/service.ts'
import { intakeApi } from './intake/api.ts'
import * as intake from './intake/service.ts'
import * as letters from './letters/service.ts'
import * as library from './library/service.ts'
import * as manuals from './manuals/service.ts'
import * as matters from './matters/service.ts'
import * as notices from './notices/service.ts'
import * as modeler from './modeler/service.ts'
import { routes as operationsPages } from './operations/routes.ts'
import * as people from './people/service.ts'
import * as publication from './publication/service.ts'
import * as results from './results/service.ts'
import * as supervision from './supervision/service.ts'
import { tasksApi } from './tasks/api.ts'
import { clockActs } from './tasks/clockActs.ts'
import { casePanels } from './tasks/panels.ts'
import { tasksPages } from './tasks/routes.ts'
import * as tasks from './tasks/service.ts'
import { informs } from './web/health.ts'
import type { Room } from './web/http.ts'
import { pruneKeys } from './web/idempotency.ts'
import { webServer } from './web/server.ts'
import { startZeebe, type Job, type JobHandler, type Zeebe } from './zeebe/service.ts'

export interface App {
  web: FastifyInstance
  zeebe: Zeebe
  relay: Relay
  /** Sends, takes and handles until nothing moves; `engineIdle` tells when the engine itself has finished. For stories. */
  settle(engineIdle?: () => Promise<unknown>): Promise<void>
  /** One sweep of the clocks, as the timer does it. */
  sweep(): Promise<void>
  /** The hourly housekeeping. */
  tidy(): Promise<void>
  listen(): Promise<void>
  stop(): Promise<void>
  welcome(): string
}

const SWEEP_MS = 30_000
/** A push is seen within so long, also without the hook. */
const REPOSITORY_MS = 10_000
const TIDY_MS = 3_600_000
const DAY_MS = 24 * TIDY_MS
/** Sent outbox rows are evidence of what went out when; a month of it is kept. */
const OUTBOX_KEPT_MS = 30 * DAY_MS
/** A program that repeats a call does so within a weekend; the kept replies hold personal data, so no longer. */
const KEYS_KEPT_MS = 3 * DAY_MS

export async function createApp(ctx: Context, options: { background: boolean }): Promise<App> {
  calendars(ctx) // a broken calendar stops the start, with its sentence
  await people.loadSample(ctx)
  const zeebe = await startZeebe(ctx, { handlers: handlers(), lockCase, foresee, diagram: matters.diagram })
  const deploy: matters.Deploy = (diagram) => zeebe.deploy(diagram)
  const relay = startRelay(ctx, topics(zeebe), { poll: options.background })
  await publication.start(ctx, deploy)
  const web = await webServer(ctx, {
    guard: people.guard,
    rooms: webRooms(deploy, zeebe.migrate),
  })
  tellOperators(web, ctx, zeebe)
  const timers: NodeJS.Timeout[] = []
  if (options.background) {
    zeebe.run()
    timers.push(repeat(ctx, 'sweep', SWEEP_MS, () => sweep(ctx)), repeat(ctx, 'tidy', TIDY_MS, () => tidy(ctx)), repeat(ctx, 'repository', REPOSITORY_MS, () => publication.look(ctx, deploy, zeebe.migrate)))
  }
  return {
    web, zeebe, relay,
    settle: (engineIdle) => zeebe.idle(relay.drain, engineIdle),
    sweep: () => sweep(ctx),
    tidy: () => tidy(ctx),
    listen: async () => { await web.listen({ host: ctx.config.host, port: ctx.config.port }) },
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await web.close()
      await relay.stop()
      await zeebe.stop()
    },
    welcome: () => welcome(ctx),
  }
}

const forLetters = { maySee: tasks.mayOfficerSee, onLeadSide: tasks.onLeadSide, lockCase: cases.lock }

/** All pages and interfaces; the authorisation matrix reads their routes. @param deploy without it the first case brings its diagram to the engine */
export function webRooms(deploy: matters.Deploy = async () => undefined, migrate: publication.MigrateInstance = noEngine): Room[] {
  const rules = [intake.acceptanceRule, coapproval.sheetRule, hearingRule]
  return [
    people.routes, intake.intakePages({ panels: forApplicants() }), matters.routes, manuals.routes, letters.routes(forLetters), letters.api(forLetters), results.routes, notices.routes, coapproval.routes, supervision.routes, operationsPages, modeler.routes,
    tasksPages({ panels: panels(), rules, points: ({ bundle }) => intake.pointChoices(bundle.matter, bundle.forms[bundle.matter.form]!), gaps: intake.gapsFound }), tasksApi(rules, coapproval.lastSignatures), clockActs, intakeApi({ permit: results.permitOfCase }),
    publication.publicationApi(deploy), publication.publicationPages(deploy, migrate),
  ]
}

const noEngine = async (): Promise<never> => { throw refuse('engine-away', { engine: '-' }) }

/** Who answers which job type. A type not listed is answered by a department's own worker. */
function handlers(): Record<string, JobHandler> {
  return {
    [matters.USER_TASK]: openUserTask,
    ...intake.handlers,
    ...coapproval.handlers,
    ...results.handlers,
    ...library.handlers,
    ...notices.handlers,
    ...supervision.handlers,
    ...closing.handlers,
  }
}

/** A user task is an officer's, a sheet of departments, or the applicant's, as its headers say. */
const openUserTask: JobHandler = (tx, ctx, job) => {
  if (job.headers.signing === 'sheet') return coapproval.openFromJob(tx, ctx, job)
  return job.headers.party === 'applicant' ? intake.openApplicantTask(tx, ctx, job) : intake.openOfficerTask(tx, ctx, job)
}

function topics(zeebe: Zeebe): Record<string, TopicHandler> {
  return {
    ...zeebe.topics,
    'job:gone': async ({ payload }, ctx) => inTransaction(ctx.db, async (tx) => {
      await tasks.closeGone(tx, ctx, payload.engine, payload.jobKey)
      await coapproval.partGone(tx, ctx, payload.engine, payload.jobKey)
    }),
    ...coapproval.topics,
    ...intake.topics,
    ...letters.topics,
    ...notices.topics,
    ...publication.topics,
    ...results.topics,
    'letter:served': heardBy(intake.topics['letter:served']!, results.topics['letter:served']!),
  }
}

/** News for several rooms: each hears it in a transaction of its own, and may hear it again. */
function heardBy(...handlers: TopicHandler[]): TopicHandler {
  return async (row, ctx) => {
    const said: unknown[] = []
    for (const handler of handlers) said.push(await handler(row, ctx))
    return said.join('; ')
  }
}

/** The tabs of other rooms that an applicant sees on the page of their case. */
function forApplicants(): CasePanel[] {
  return [...coapproval.panels, ...letters.panels(forLetters)]
}

/** The tabs of a case page. */
function panels(): CasePanel[] {
  const { opinions, process, history } = casePanels(coapproval.lastSignatures)
  return [...intake.panels, opinions, ...coapproval.panels, process, ...supervision.panels, ...letters.panels(forLetters), results.feesPanel, history]
}

async function lockCase(tx: Tx, caseId: string): Promise<'open' | 'closed' | 'withdrawn' | undefined> {
  const file = await cases.lockAny(tx, caseId)
  if (!file) return undefined
  if (file.state === 'withdrawn') return 'withdrawn'
  return isOpen(file.state) ? 'open' : 'closed'
}

function foresee(tx: Tx, caseId: string, jobs: readonly Job[]): void {
  const tasksToCome = jobs.filter(({ type }) => type === matters.USER_TASK).length
  if (tasksToCome > 0) tasks.foresee(tx, caseId, tasksToCome)
}

/** The engine's absence makes nobody wait, since reading, applying and deciding go on without it: it is told, and readiness stays. */
function tellOperators(web: FastifyInstance, ctx: Context, zeebe: Zeebe): void {
  informs(web, 'engine', () => zeebe.client.topology().then(() => 'ok', () => 'away'))
  informs(web, 'outbox', async () => {
    const { waiting, oldest, failing } = await backlog(ctx.db, ctx.now())
    return { waiting, oldestSeconds: oldest === null ? 0 : Math.round((ctx.now().getTime() - oldest.getTime()) / 1000), failing: failing.length }
  })
}

/** Hourly housekeeping: what has served its purpose goes. */
async function tidy(ctx: Context): Promise<void> {
  await people.tidy(ctx)
  await intake.tidy(ctx)
  await cases.tidy(ctx)
  await modeler.tidy(ctx)
  await pruneOutbox(ctx.db, before(ctx, OUTBOX_KEPT_MS))
  await pruneKeys(ctx.db, before(ctx, KEYS_KEPT_MS))
}

function before(ctx: Context, ms: number): Date {
  return new Date(ctx.now().getTime() - ms)
}

async function sweep(ctx: Context): Promise<void> {
  await supervision.sweep(ctx)
  await coapproval.sweep(ctx)
}

/** A repetition that never runs twice at once and never dies of an error. */
function repeat(ctx: Context, name: string, everyMs: number, work: () => Promise<unknown>): NodeJS.Timeout {
  let running = false
  return setInterval(async () => {
    if (running) return
    running = true
    try {
      await work()
    } catch (error) {
      ctx.log.error({ error: String(error) }, `${name} failed and is tried again`)
    } finally {
      running = false
    }
  }, everyMs)
}

function welcome(ctx: Context): string {
  const address = `http://${ctx.config.host.includes(':') ? `[${ctx.config.host}]` : ctx.config.host}:${ctx.config.port}`
  const lines = [`Tongban 通办 is ready: ${address}`, `  engine: ${ctx.config.zeebeAddress ? `Zeebe at ${ctx.config.zeebeAddress}` : `embedded, gRPC on 127.0.0.1:${ctx.config.enginePort}`}; data: ${ctx.config.dataDir}`]
  if (ctx.config.sample) {
    lines.push(
      `  Apply as a citizen: ${address}/matters (sample matters; 企业投资项目备案 ends at once with its certificate, 城市户外广告设置审批 goes from the window to the deputy head)`,
      `  Work as an officer: ${address}/office/sign-in, password ${people.SAMPLE_PASSWORD}`,
      ...people.FIRST_ACCOUNTS.map(({ part, logins }) => `    ${part}: ${logins.join(', ')}`),
      '    everybody else, by body and office: on the sign-in page',
      `  Draw a matter: ${address}/office/modeler, as shengai-analyst`,
    )
  }
  const due = calendarDue(calendars(ctx).lastYear, ctx.now())
  if (due !== null) lines.push(`  Calendar: ${due}.`)
  return [...lines, '  Ctrl+C stops everything in order.'].join('\n')
}
