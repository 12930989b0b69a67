/**
 * The door for programs to matters, applications and an applicant's own case. An application and a case are opened by number and code
 * in `Authorization: Basic`; no cookie is read here. Files are sent as they are, with their name in `?name=`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { agentOf } from '../cases/agent.ts'
import { outwardState, type Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import { account } from '../deadlines/service.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import * as files from '../files/service.ts'
import { own } from '../forms/schema.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { throttle } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { once, type Effect } from '../web/idempotency.ts'
import { endAgency } from './agency.ts'
import { applicantForm } from './applicantForm.ts'
import type { Draft } from './draft.ts'
import * as drafts from './drafts.ts'
import { asked, handIn, keepStaged, receiveStaged } from './handIn.ts'
import type { Material } from './materials.ts'
import { submit, type Declaration } from './submit.ts'
import { withdraw } from './withdraw.ts'

const open = { access: 'public', csrf: 'none' } as const
const object = { type: 'object' } as const
const FILE_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'application/octet-stream']

const matterSearch = {
  ...object, additionalProperties: false, properties: {
    filter: { ...object, additionalProperties: false, properties: { text: { type: 'string', maxLength: 100 }, topic: { type: 'string', maxLength: 100 }, body: { type: 'string', maxLength: 64 }, kind: { enum: ['instant', 'promise'] }, subject: { enum: ['person', 'organisation'] } } },
    page: { ...object, additionalProperties: false, properties: { from: { type: 'integer', minimum: 0, maximum: 100_000 }, limit: { type: 'integer', minimum: 1, maximum: 1000 } } },
  },
} as const

/** What other rooms tell of a case in its status; handed in by app.ts. */
export interface Told {
  permit(db: Db, caseId: string): Promise<{ number: string; title: string; validFrom: string; validTo: string | null; verifyCode: string } | undefined>
}

export const intakeApi = (told: Told) => async (app: FastifyInstance, ctx: Context): Promise<void> => {
  app.addContentTypeParser(FILE_TYPES, { bodyLimit: files.MOST_BYTES }, (_request, payload, done) => done(null, payload))

  app.post('/v1/matters/search', { config: open, schema: { tags: ['matters'], summary: 'Matters in force, by text (name, pinyin, code, topic, body), topic, body, kind and who applies', body: matterSearch } }, async (request) => {
    const { filter: { text = '', ...filter } = {}, page: { from = 0, limit = 100 } = {} } = request.body as { filter?: { text?: string } & matters.Filter; page?: { from?: number; limit?: number } }
    const items = (await matters.search(ctx.db, ctx.now(), text)).filter((entry) => matters.passes(entry, filter))
    return { items: items.slice(from, from + limit).map(matterRow), page: { totalItems: items.length, hasMoreTotalItems: false } }
  })

  app.get('/v1/matters/:code', { config: open, schema: { tags: ['matters'], summary: 'The guide of a matter with its forms' } }, async (request) => {
    const version = await matters.effective(ctx.db, param(request, 'code'), ctx.now())
    if (!version) throw refuse('not-found')
    const guide = version.bundle.matter
    return { guide, hash: version.hash, applicantForm: applicantForm(guide), form: matters.form(version, guide.form) }
  })

  app.post('/v1/applications', { config: open, schema: { tags: ['applications'], summary: 'Begin an application', body: { ...object, required: ['matter'], additionalProperties: false, properties: { matter: { type: 'string', maxLength: 64 } } } } }, async (request, reply) => {
    await throttle(ctx, { key: `begin:${request.ip}`, tries: 200, seconds: 3600 })
    return once(ctx, request, reply, `address:${request.ip}`, async (tx) => {
      const { number, code } = await drafts.begin(tx, ctx, (request.body as { matter: string }).matter)
      return { status: 201, body: { number, code } }
    })
  })

  app.patch('/v1/applications/:number', { config: open, schema: { tags: ['applications'], summary: 'Save the applicant, the form and the wishes', body: { ...object, additionalProperties: false, properties: { applicant: object, variables: object, wishes: { ...object, additionalProperties: false, properties: { tolerant: { ...object, additionalProperties: { type: 'string', format: 'date' } }, green: { type: 'string', maxLength: 500 } } } } } } }, async (request, reply) => {
    const draft = await draftOf(request)
    const { applicant, variables, wishes } = request.body as { applicant?: object; variables?: object; wishes?: object }
    return once(ctx, request, reply, `application:${draft.number}`, async (tx) => {
      await drafts.save(tx, ctx, draft, { ...(applicant ? { applicant: applicant as never } : {}), ...(variables ? { data: variables as never } : {}), ...(wishes ? { wishes } : {}) })
      return { status: 204 }
    })
  })

  app.post('/v1/applications/:number/materials/:item', { config: open, bodyLimit: files.MOST_BYTES, schema: { tags: ['applications'], summary: 'Hand in a file for an item of the list' } }, async (request, reply) => {
    const draft = await draftOf(request)
    const received = await drafts.receiveMaterial(ctx, draft, { itemCode: param(request, 'item'), ...upload(request) })
    return once(ctx, request, reply, `application:${draft.number}`, async (tx) => ({ status: 201, body: materialItem(await drafts.keepMaterial(tx, ctx, draft.id, received)) }), received.hash)
  })

  app.post('/v1/applications/:number/submission', { config: open, schema: { tags: ['applications'], summary: 'Submit: the application becomes a case', body: { ...object, required: ['truthful', 'electronicService'], additionalProperties: false, properties: { truthful: { type: 'boolean' }, electronicService: { type: 'boolean' }, postalAddress: { type: 'string', maxLength: 200, description: 'Where letters go; owed without electronicService' } } } } }, async (request, reply) => {
    const draft = await draftOf(request)
    return once(ctx, request, reply, `application:${draft.number}`, async (tx) => {
      const submitted = await submit(tx, ctx, draft.id, request.body as Declaration)
      return { status: 201, body: { caseKey: submitted.case.id, number: submitted.case.number, queryCode: submitted.queryCode } }
    })
  })

  app.get('/v1/applicant-cases/:number', { config: open, schema: { tags: ['applicant-cases'], summary: 'Where a case stands, what is asked, the letters' } }, async (request) => statusOf(await caseOf(request)))

  app.post('/v1/applicant-cases/:number/materials/:item', { config: open, bodyLimit: files.MOST_BYTES, schema: { tags: ['applicant-cases'], summary: 'Stage a file that is asked for' } }, async (request, reply) => {
    const file = await caseOf(request)
    const received = await receiveStaged(ctx, file, { itemCode: param(request, 'item'), ...upload(request) })
    return changed(request, reply, file, async (tx) => ({ status: 201, body: materialItem(await keepStaged(tx, ctx, file.id, received)) }), received.hash)
  })

  app.post('/v1/applicant-cases/:number/hand-in', { config: open, schema: { tags: ['applicant-cases'], summary: 'Hand in what was asked', body: { ...object, additionalProperties: false, properties: { variables: object, note: { type: 'string', maxLength: 2000 } } } } }, async (request, reply) => {
    const file = await caseOf(request)
    const { variables, note } = request.body as { variables?: Record<string, unknown>; note?: string }
    return changed(request, reply, file, async (tx) => {
      await handIn(tx, ctx, { caseId: file.id, ...(variables ? { data: variables } : {}), ...(note ? { note } : {}) })
      return { status: 204 }
    })
  })

  app.post('/v1/applicant-cases/:number/withdrawal', { config: open, schema: { tags: ['applicant-cases'], summary: 'Withdraw the application', body: { ...object, additionalProperties: false, properties: { reason: { type: 'string', maxLength: 500 } } } } }, async (request, reply) => {
    const file = await caseOf(request)
    const { reason } = request.body as { reason?: string }
    return changed(request, reply, file, async (tx) => { await withdraw(tx, ctx, { caseId: file.id, ...(reason ? { reason } : {}) }); return { status: 204 } })
  })

  app.post('/v1/applicant-cases/:number/agency-end', { config: open, schema: { tags: ['applicant-cases'], summary: 'End the mandate of the agent: a new query code goes to the applicant by short message' } }, async (request, reply) => {
    const file = await caseOf(request)
    return changed(request, reply, file, async (tx) => { await endAgency(tx, ctx, file.id); return { status: 204 } }, undefined, cases.lockFamily)
  })

  app.get('/v1/applicant-cases/:number/letters/:key', { config: open, schema: { tags: ['applicant-cases'], summary: 'A sealed letter as PDF' } }, async (request, reply) => {
    const file = await caseOf(request)
    const letter = (await letters.ofCase(ctx.db, file.id)).find(({ key }) => key === param(request, 'key'))
    if (!letter?.pdfHash) throw refuse('not-found')
    return files.serve(reply, ctx, letter.pdfHash, { name: `${letter.title}.pdf`, inline: false, ours: true })
  })

  function draftOf(request: FastifyRequest): Promise<Draft> {
    return byCode(request, (number, code) => drafts.resume(ctx.db, number, code))
  }

  async function caseOf(request: FastifyRequest): Promise<Case> {
    return byCode(request, (number, code) => cases.byNumberAndCode(ctx.db, ctx, number, code, request.ip), childOf)
  }

  /** A change by whoever showed number and code, once; they still fit when it is made, for a mandate may have ended meanwhile. */
  function changed(request: FastifyRequest, reply: FastifyReply, file: Case, work: (tx: Tx) => Promise<Effect>, content?: unknown, lock?: (tx: Tx, caseId: string) => Promise<unknown>): Promise<FastifyReply> {
    const [number = '', code = ''] = keyOf(request)
    return once(ctx, request, reply, `case:${file.number}`, async (tx) => {
      await lock?.(tx, file.id)
      await cases.holdCode(tx, number, code)
      return work(tx)
    }, content)
  }

  /** The key of a joint case opens its parts. */
  async function childOf(file: Case, number: string): Promise<Case | undefined> {
    return (await cases.childrenOf(ctx.db, file.id)).find((child) => child.number === number)
  }

  /** The number stands in the address and in the header; both must be the same or of one joint case, so that a log of addresses opens nothing. */
  async function byCode<T>(request: FastifyRequest, find: (number: string, code: string) => Promise<T>, part?: (found: T, wanted: string) => Promise<T | undefined>): Promise<T> {
    await throttle(ctx, { key: `v1-code:${request.ip}`, tries: 3000, seconds: 3600 })
    const [number, code] = keyOf(request)
    const wanted = param(request, 'number')
    if (!number || !code || (number !== wanted && !part)) throw refuse('sign-in-required')
    if (number === wanted) return find(number, code)
    const found = await part!(await find(number, code), wanted)
    if (!found) throw refuse('sign-in-required')
    return found
  }

  async function statusOf(file: Case): Promise<object> {
    const version = await matters.version(ctx.db, file.versionId)
    const wanted = await asked(ctx.db, file, version)
    const { limits } = await account(ctx.db, ctx, file.id)
    const permit = await told.permit(ctx.db, file.id)
    return {
      caseKey: file.id, number: file.number, matter: file.matterCode, state: file.state, outward: outwardState(file), outcome: file.outcome, green: file.green, agent: agentFacts(file),
      receivedAt: rfc3339(file.receivedAt), acceptedAt: file.acceptedAt && rfc3339(file.acceptedAt), acceptedBySilence: file.acceptedBySilence,
      decidedAt: file.decidedAt && rfc3339(file.decidedAt), closedAt: file.closedAt && rfc3339(file.closedAt),
      openSteps: (await tasks.openOfCase(ctx.db, file.id)).filter((task) => task.jobKey !== null).map((task) => ({ elementId: task.elementId, name: task.name })),
      limits: limits.filter((limit) => limit.taskId === null).map((limit) => ({ kind: limit.kind, amount: limit.amount, unit: limit.unit, state: limit.state, standing: limit.standing, deadline: limit.proof.end && `${limit.proof.end.day} ${limit.proof.end.clock}`, usedMinutes: limit.usage.used, leftMinutes: limit.usage.left })),
      asked: wanted ? { kind: wanted.kind, gaps: wanted.gaps.map(({ item, problem, remedy }) => ({ item, problem, remedy })), items: wanted.items, fields: wanted.fields } : null,
      letters: (await letters.ofCase(ctx.db, file.id)).map((letter) => ({ key: letter.key, kind: letter.kind, title: letter.title, number: letter.number, issuedAt: rfc3339(letter.issuedAt), state: letter.state, servedAt: letter.servedAt && rfc3339(letter.servedAt), servedHow: letter.servedHow })),
      parts: (await cases.childrenOf(ctx.db, file.id)).map(({ number, matterCode, state, outcome }) => ({ number, matter: matterCode, state, outcome })),
      permit: permit ? { number: permit.number, title: permit.title, validFrom: permit.validFrom, validTo: permit.validTo, verifyCode: permit.verifyCode } : null,
    }
  }
}

/** Number and code as HTTP Basic. */
function keyOf(request: FastifyRequest): string[] {
  return Buffer.from(/^Basic ([\w+/=]{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64').toString('utf8').split(':')
}

function param(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name]!
}

function materialItem(material: Material): object {
  return { materialKey: material.id, item: material.itemCode, name: material.name, type: material.type, size: material.size, sha256: material.hash }
}

function matterRow({ id, code, name, bodyId, divisionCode, kind, topics, subjects, promised, effectiveFrom }: matters.Entry): object {
  return { id, code, name, bodyId, divisionCode, kind, topics, subjects, promised, effectiveFrom }
}

function agentFacts({ applicant }: Case): object | null {
  const agent = agentOf(applicant)
  return agent ? { name: agent.name, relation: agent.relation, since: agent.since } : null
}

/** The raw body as a stream. @throws Refusal bad-request without a name, wrong-type when the body is no file. */
function upload(request: FastifyRequest): { name: string; data: Readable } {
  const name = own(request.query as Record<string, unknown>, 'name')
  if (typeof name !== 'string' || name === '' || name.length > 300) throw refuse('bad-request', { detail: 'the name of the file is sent as ?name=' })
  if (!(request.body instanceof Readable)) throw refuse('wrong-type')
  return { name, data: request.body }
}
