/** Pages of the operators: what needs somebody, lists of what the engines hold, one instance with its diagram, and the forms by which they act. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal, refuse } from '../errors.ts'
import { actorOf, isOperator, officerOf } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import type { EngineName } from '../zeebe/service.ts'
import { act, type Act } from './acts.ts'
import { instanceByNumber } from './books.ts'
import { openDesk } from './desk.ts'
import { instance } from './instance.ts'
import { list, type Noun } from './lists.ts'
import { serveMetrics } from './metrics.ts'
import type { Summary } from './nouns.ts'
import { overview } from './overview.ts'
import { frameOf, instanceModel, itemsModel, overviewModel } from './pages.ts'
import { cancelBody, modifyBody, params, resolveBody, retryBody, variablesBody } from './schemas.ts'

const config = { access: 'operator' } as const
const LISTS = ['instances', 'incidents', 'jobs', 'timers', 'messages'] as const satisfies readonly Noun[]

interface Form { reason?: string; retries?: string; back?: string; variables?: string; local?: string; activate?: string | string[]; terminate?: string | string[] }

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  const desk = openDesk(ctx)
  app.addHook('onClose', () => desk.close())
  navigate(app, {
    area: 'office', href: '/office/operations', text: 'operations.title', icon: 'server-cog', order: 24, home: true,
    visible: (request) => request.officer !== null && isOperator(request.officer),
    waiting: async (request) => ({ count: await openIncidents(), label: say(request, 'operations.openIncidents') }),
  })
  serveMetrics(app, ctx, desk)

  app.get('/office/operations', { config }, async (request, reply) => {
    return view(reply, 'operations/overview', { ...frameOf(request, 'overview'), ...overviewModel(request, await overview(desk, ctx)) })
  })

  for (const noun of LISTS) {
    app.get(`/office/operations/${noun}`, { config }, async (request, reply) => {
      const query = request.query as { engine?: string; state?: string; process?: string; type?: string; q?: string; after?: string }
      const engine = await engineOf(query.engine)
      if (noun === 'instances' && query.q) {
        const found = await wanted(engine, query.q.trim())
        if (found) return reply.redirect(`/office/operations/instances/${found.engine}/${found.key}`, 303)
      }
      const keyed = /^\d{1,18}$/.test(query.after ?? '') ? { after: query.after! } : {}
      const filter = { ...(query.state ? { state: query.state } : {}), ...(query.process ? { processId: query.process } : {}), ...(query.type ? { type: query.type } : {}), ...keyed }
      const listing = await list(desk, ctx, engine, noun, filter).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'engine-away') return null
        throw error
      })
      return view(reply, `operations/${noun}`, { ...frameOf(request, noun), ...itemsModel(request, noun, engine, await desk.engines(), listing, query) })
    })
  }

  app.get('/office/operations/instances/:engine/:key', { config, schema: { params } }, async (request, reply) => instancePage(request, reply, keyOf(request)))

  change('incidents/:key/resolution', resolveBody, (at, { retries }) => ({ ...at, verb: 'resolve', ...(retries ? { retries: Number(retries) } : {}) }))
  change('jobs/:key/retries', retryBody, (at, { retries }) => ({ ...at, verb: 'retry', retries: Number(retries) }))
  change('instances/:key/cancellation', cancelBody, (at) => ({ ...at, verb: 'cancel' }))
  change('elements/:key/variables', variablesBody, (at, { variables, local }) => ({ ...at, verb: 'set-variables', variables: parsed(variables!), local: local === 'true' }))
  change('instances/:key/modification', modifyBody, (at, form) => ({ ...at, verb: 'modify', activate: several(form.activate), terminate: several(form.terminate) }))

  /** One form: what it asks is done and the page it came from shown again; a no is said on that page, with what was typed. */
  function change(path: string, body: object, read: (at: { engine: EngineName; key: string }, form: Form) => Act): void {
    app.post(`/office/operations/:engine/${path}`, { config, schema: { params, body } }, async (request, reply) => {
      const at = keyOf(request)
      const form = request.body as Form
      const back = path.startsWith('instances') ? at.key : form.back
      try {
        const asked = read(at, form)
        await act(desk, ctx, asked, { actor: actorOf(officerOf(request)), reason: form.reason ?? '' })
        return await reply.redirect(back ? `/office/operations/instances/${at.engine}/${back}?done=${asked.verb}` : '/office/operations/incidents', 303)
      } catch (error) {
        if (!(error instanceof Refusal) || !back) throw error
        return instancePage(request, reply, { engine: at.engine, key: back }, error, form)
      }
    })
  }

  async function instancePage(request: FastifyRequest, reply: FastifyReply, at: { engine: EngineName; key: string }, refusal?: Refusal, form?: Form): Promise<FastifyReply> {
    const found = await instance(desk, ctx, at.engine, at.key)
    if (!found) throw refusal ?? refuse('engine-gone', { detail: at.key })
    const done = (request.query as { done?: string }).done
    const model = { ...frameOf(request, 'instances'), ...instanceModel(request, found, { element: keyOf(request).key, ...form }), refusal: refusal?.sentence(request.reader.locale) ?? null, done: done && /^[a-z-]+$/.test(done) ? done : null }
    return view(reply, 'operations/instance', model, { status: refusal?.status ?? 200 })
  }

  async function engineOf(named: string | undefined): Promise<EngineName> {
    const engines = await desk.engines()
    return engines.find((name) => name === named) ?? engines[0]!
  }

  /** What was looked for: the number of a case, or an instance's key. */
  async function wanted(engine: EngineName, q: string): Promise<{ engine: EngineName; key: string } | undefined> {
    const byNumber = await instanceByNumber(ctx.db, q)
    if (byNumber) return byNumber
    return /^\d{1,18}$/.test(q) && (await instance(desk, ctx, engine, q)) ? { engine, key: q } : undefined
  }

  async function openIncidents(): Promise<number> {
    try {
      const alarms = await Promise.all((await desk.engines()).map((engine) => desk.read<Pick<Summary, 'incidents'>>(engine, 'alarms')))
      return alarms.reduce((sum, each) => sum + (each?.incidents ?? 0), 0)
    } catch {
      return 0 // an engine that is away is told on the page itself
    }
  }
}

function keyOf(request: FastifyRequest): { engine: EngineName; key: string } {
  return request.params as { engine: EngineName; key: string }
}

const several = (value: string | string[] | undefined): string[] => [value ?? []].flat().filter((each) => each !== '')

/** @throws Refusal operations-variables */
function parsed(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse('operations-variables', { detail: (error as Error).message })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('operations-variables')
  return value as Record<string, unknown>
}
