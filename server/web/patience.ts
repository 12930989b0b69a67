/**
 * A handler that does not answer in time: its caller gets 503 instead, whatever it does afterwards. One look a second at all that is under way;
 * a timer and an abort signal for each request, as fastify has them, cost a tenth of a millisecond each and nobody here listens to the signal.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuse } from '../errors.ts'

const LOOK_MS = 1000

/** Before any other hook, so that each request is counted from its beginning. */
export function endSlowRequests(app: FastifyInstance, patienceMs: number): void {
  const underWay = new Map<FastifyReply, number>() // the eldest first
  app.addHook('onRequest', (_request, reply, done) => {
    underWay.set(reply, performance.now())
    done()
  })
  app.addHook('onResponse', (_request, reply, done) => {
    underWay.delete(reply)
    done()
  })
  const look = setInterval(() => {
    const oldest = performance.now() - patienceMs
    for (const [reply, began] of underWay) {
      if (began > oldest) return
      underWay.delete(reply)
      if (!reply.sent && !reply.raw.headersSent) reply.send(refuse('busy')) // an answer on its way to a slow reader goes on
    }
  }, LOOK_MS)
  look.unref()
  app.addHook('onClose', (_app, done) => {
    clearInterval(look)
    done()
  })
}
