/** /metrics in Prometheus' text: this server, its queues and its pool, then what the embedded engine tells of itself. For operators and this machine. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { backlog } from '../db/outbox.ts'
import { exposition, gauge, processFamilies, type Family } from '../db/prometheus.ts'
import * as supervision from '../supervision/service.ts'
import { httpFamilies } from '../web/measure.ts'
import { engineReport } from '../zeebe/service.ts'
import type { Desk } from './desk.ts'

export function serveMetrics(app: FastifyInstance, ctx: Context, desk: Desk): void {
  app.get('/metrics', { config: { access: 'operator', loopback: true } }, async (_request, reply) => {
    const [own, engines] = await Promise.all([families(ctx), enginesText(desk)])
    const text = exposition([...processFamilies('tongban_server'), ...httpFamilies(app), ...pool(ctx), ...own]) + engines
    return reply.header('cache-control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8').send(text)
  })
}

async function families(ctx: Context): Promise<Family[]> {
  const [outbox, report, failures] = await Promise.all([backlog(ctx.db, ctx.now()), engineReport(ctx.db), supervision.failures(ctx.db)])
  const seconds = (since: Date | null): number => (since === null ? 0 : Math.max(0, (ctx.now().getTime() - since.getTime()) / 1000))
  return [
    gauge('tongban_outbox_waiting', 'Outbox rows that are due.', outbox.waiting),
    gauge('tongban_outbox_lag_seconds', 'Since when the oldest due outbox row waits.', seconds(outbox.oldest)),
    gauge('tongban_outbox_failing', 'Outbox rows that failed five times or more.', outbox.failing.length),
    gauge('tongban_open_jobs', 'Engine jobs this installation holds.', report.openJobs),
    gauge('tongban_oldest_probe_seconds', 'Since when the longest unseen of them was not compared with the engine.', seconds(report.oldestProbe)),
    gauge('tongban_lost_instances', 'Open cases whose process instance the engine does not have.', report.lost.length),
    gauge('tongban_sweep_failures', 'Cases whose clock the sweep could not look at.', failures.length),
  ]
}

interface Pool { numUsed(): number; numFree(): number; numPendingAcquires(): number; max: number }

function pool(ctx: Context): Family[] {
  const { pool: of } = ctx.db.client as { pool?: Pool }
  if (!of) return []
  return [gauge('tongban_pool_connections', 'Database connections by state; waiting: requests for one.', [
    { labels: { state: 'used' }, value: of.numUsed() }, { labels: { state: 'free' }, value: of.numFree() },
    { labels: { state: 'waiting' }, value: of.numPendingAcquires() }, { labels: { state: 'most' }, value: of.max },
  ])]
}

async function enginesText(desk: Desk): Promise<string> {
  const texts = await Promise.all((await desk.engines()).map(async (name) => {
    try {
      return { name, up: 1, text: (await desk.metrics(name)) ?? '' }
    } catch {
      return { name, up: 0, text: '' }
    }
  }))
  return exposition([gauge('tongban_engine_up', '1 when the engine answered just now.', texts.map(({ name, up }) => ({ labels: { engine: name }, value: up })))]) + texts.map(({ text }) => text).join('')
}
