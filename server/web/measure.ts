/** How long requests took and how they ended, for the metrics. No address, no person: only the kind of status. */
import type { FastifyInstance } from 'fastify'
import { counter, Histogram, type Family } from '../db/prometheus.ts'

interface Measures { seconds: Histogram; byStatus: Map<string, number> }

const kept = new WeakMap<object, Measures>()

/** Before any room is registered. Assets are not counted. */
export function measureRequests(app: FastifyInstance): void {
  const measures: Measures = { seconds: new Histogram('tongban_http_request_seconds', 'From a request to its answer.'), byStatus: new Map() }
  kept.set(app.server, measures)
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url === '/assets/*') return
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    measures.seconds.observe(reply.elapsedTime / 1000)
    measures.byStatus.set(status, (measures.byStatus.get(status) ?? 0) + 1)
  })
}

export function httpFamilies(app: FastifyInstance): (Family | Histogram)[] {
  const measures = kept.get(app.server)
  if (!measures) return []
  return [measures.seconds, counter('tongban_http_requests_total', 'Requests by kind of status.', [...measures.byStatus].map(([status, value]) => ({ labels: { status }, value })))]
}
