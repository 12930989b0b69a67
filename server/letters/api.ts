/** The door for programs to letters: a case's letters with the records of their service, recording an attempt, correcting a record. */
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import { actorOf, officerOf } from '../people/service.ts'
import type { Room } from '../web/http.ts'
import { once } from '../web/idempotency.ts'
import { correctService } from './correcting.ts'
import { attemptOf, forIssuingBody, lettersSeen, text, type Ports } from './routes.ts'
import { correctionRecord, keyParams, recordParams, serviceRecord, type CorrectionForm, type ServiceForm } from './schemas.ts'
import { ofCase, type CaseLetter, type Service } from './service.ts'
import { serve } from './serving.ts'

const caseKey = { type: 'object', properties: { key: { type: 'string', pattern: '^[0-9]{1,18}$' } }, required: ['key'] } as const

export function lettersApi(ports: Ports): Room {
  return async (app, ctx) => {
    const officer = { access: 'officer' } as const

    app.get('/v1/cases/:key/letters', { config: officer, schema: { tags: ['letters'], summary: 'The letters of a case, with the records of their service', params: caseKey } }, async (request) => {
      const { key } = request.params as { key: string }
      if (!(await ports.maySee(ctx.db, officerOf(request), key))) throw refuse('not-found')
      return { items: (await ofCase(ctx.db, key)).filter(await lettersSeen(ctx.db, ports, officerOf(request), key)).map(letterItem) }
    })

    app.post('/v1/letters/:key/service-records', { config: officer, schema: { tags: ['letters'], summary: 'Record an attempt to serve a letter', params: keyParams, body: serviceRecord } }, async (request, reply) => {
      const letter = await forIssuingBody(ctx, ports, request)
      const form = request.body as ServiceForm
      return once(ctx, request, reply, officerOf(request).login, async (tx) => {
        await ports.lockCase(tx, letter.caseId)
        const service = await serve(tx, ctx, { letterId: letter.id, way: form.way, outcome: form.outcome, by: actorOf(officerOf(request)), ...text(form), ...(form.at ? { at: instant(form.at) } : {}) })
        return { status: 201, body: recordItem(service) }
      })
    })

    app.post('/v1/letters/:key/service-records/:attempt/correction', { config: officer, schema: { tags: ['letters'], summary: 'Correct a record of service: a new one stands for it', params: recordParams, body: correctionRecord } }, async (request, reply) => {
      const letter = await forIssuingBody(ctx, ports, request)
      const form = request.body as CorrectionForm
      return once(ctx, request, reply, officerOf(request).login, async (tx) => {
        await ports.lockCase(tx, letter.caseId)
        const service = await correctService(tx, ctx, { letterId: letter.id, attempt: attemptOf(request), way: form.way, at: instant(form.at), why: form.why, by: actorOf(officerOf(request)), ...text(form) })
        return { status: 201, body: recordItem(service) }
      })
    })
  }
}

/** @throws Refusal invalid-input for a day that no calendar has. */
function instant(written: string): Date {
  const at = new Date(written)
  if (Number.isNaN(at.getTime())) throw refuse('invalid-input', { detail: written }, [{ pointer: '/at', message: '没有这一天。' }])
  return at
}

function letterItem(letter: CaseLetter): object {
  return {
    key: letter.key, kind: letter.kind, title: letter.title, number: letter.number, issuedAt: rfc3339(letter.issuedAt), state: letter.state,
    servedAt: letter.servedAt && rfc3339(letter.servedAt), servedHow: letter.servedHow, serviceRecords: letter.services.map(recordItem),
  }
}

function recordItem(service: Service): object {
  return {
    attempt: service.attempt, way: service.way, outcome: service.outcome, at: rfc3339(service.at), servedAt: service.servedAt && rfc3339(service.servedAt),
    receiver: service.receiver, address: service.address, evidence: service.evidence, reason: service.reason, nextWay: service.nextWay, recordedBy: service.recordedBy,
    corrects: service.corrects, correctionReason: service.correctionReason, replacedAt: service.replacedAt && rfc3339(service.replacedAt),
  }
}
