/** What needs an operator, over all rooms: the engines, what they are stuck on, what does not go out, what the sweep cannot do, a calendar that is missing, letters without a glyph. */
import type { Context } from '../context.ts'
import { backlog } from '../db/outbox.ts'
import { Refusal } from '../errors.ts'
import type { Letter } from '../letters/service.ts'
import { calendars } from '../deadlines/calendars.ts'
import { calendarDue } from '../deadlines/coverage.ts'
import type { Failure, Undated } from '../supervision/service.ts'
import { engineReport, type EngineName } from '../zeebe/service.ts'
import { numbers } from './books.ts'
import type { Desk } from './desk.ts'
import { list, type Listing } from './lists.ts'
import type { Summary } from './nouns.ts'

export interface EngineState {
  name: EngineName
  /** `silent`: it runs, but lets nobody read it (a Zeebe). */
  state: 'ok' | 'away' | 'silent'
  summary: Summary | null
  incidents: Listing<'incidents'>['items']
}

export interface Overview {
  engines: EngineState[]
  outbox: Awaited<ReturnType<typeof backlog>>
  /** Jobs we hold, when the longest unseen one was compared with the engine, and open cases whose instance is gone. */
  report: Awaited<ReturnType<typeof engineReport>>
  failures: Failure[]
  /** A year's calendar that is missing though its notice is due, or that dates already wait for; null while neither is so. */
  calendar: Undated | null
  letters: Letter[]
  /** Of every case named above. */
  numbers: Map<string, string>
}

const SHOWN = 5

export async function overview(desk: Desk, ctx: Context): Promise<Overview> {
  // not at the head: the command line, which seldom asks for this, would wait seconds for the letter press
  const [letters, supervision] = await Promise.all([import('../letters/service.ts'), import('../supervision/service.ts')])
  const engines = await Promise.all((await desk.engines()).map((name) => stateOf(desk, ctx, name)))
  const [outbox, report, failures, flagged] = await Promise.all([backlog(ctx.db, ctx.now()), engineReport(ctx.db), supervision.failures(ctx.db), letters.flagged(ctx.db)])
  const { lastYear } = calendars(ctx)
  const waiting = (await supervision.undated(ctx.db))[0] ?? (calendarDue(lastYear, ctx.now()) === null ? null : { year: lastYear + 1, limits: 0, cases: 0 })
  const named = [...outbox.failing, ...report.lost, ...failures, ...flagged].map(({ caseId }) => caseId).filter((id) => id !== null)
  return { engines, outbox, report, failures, calendar: waiting, letters: flagged, numbers: await numbers(ctx.db, named) }
}

async function stateOf(desk: Desk, ctx: Context, name: EngineName): Promise<EngineState> {
  try {
    const summary = await desk.read<Summary>(name, 'summary')
    if (!summary) {
      await desk.command(name, (client) => client.topology())
      return { name, state: 'silent', summary: null, incidents: [] }
    }
    return { name, state: 'ok', summary, incidents: (await list(desk, ctx, name, 'incidents', { limit: SHOWN })).items }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { name, state: 'away', summary: null, incidents: [] }
  }
}
