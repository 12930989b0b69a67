/** The hourly housekeeping: what has served its purpose goes, what a case is made of stays. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { play } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { row } from '../../server/db/pool.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'
import { verify } from '../support/verify.ts'

const scenario = readScenarios(fileURLToPath(new URL('../../processes/', import.meta.url)), 'qiye-touzi-beian')[0]!
let office: Office

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-01-04T00:00:00Z')
  const stage = stageOf(office)
  await play(stage, scenario)
})
afterAll(() => office?.close())

async function kept(): Promise<{ sent: number; keys: number }> {
  return (await row<{ sent: number; keys: number }>(office.ctx.db, `select (select count(*)::int from outbox where state = 'done') as sent, (select count(*)::int from idempotency_key) as keys`))!
}

it('forgets keys with the replies they hold after three days, and what was sent after thirty', async () => {
  const fresh = await kept()
  expect(fresh.sent).toBeGreaterThan(3)
  expect(fresh.keys).toBeGreaterThan(2)
  await office.app.tidy()
  expect(await kept()).toEqual(fresh)
  office.ctx.advance({ days: 4 })
  await office.app.tidy()
  expect(await kept()).toEqual({ sent: fresh.sent, keys: 0 })
  office.ctx.advance({ days: 27 })
  await office.app.tidy()
  expect(await kept()).toEqual({ sent: 0, keys: 0 })
  expect(await verify(office.ctx.db, { dataDir: office.ctx.config.dataDir })).toEqual([])
})

it('an Idempotency-Key is one upload, whatever becomes of the first reply', async () => {
  const { web } = office.app
  const begin = () => web.inject({ method: 'POST', url: '/v1/applications', payload: { matter: 'jianzhu-shigong-xuke' }, headers: { 'idempotency-key': 'begin-1' } })
  const begun = await begin()
  const { number, code } = begun.json() as { number: string; code: string }
  const repeated = await begin()
  expect([repeated.statusCode, repeated.body, repeated.headers['content-type']]).toEqual([201, begun.body, begun.headers['content-type']]) // byte for byte
  const guide = (await web.inject({ method: 'GET', url: '/v1/matters/jianzhu-shigong-xuke' })).json() as { guide: { materials: { code: string; copies: number; format: string }[] } }
  const item = guide.guide.materials.find(({ copies, format }) => copies > 0 && format !== 'paper')!.code
  const send = (content: string) => web.inject({
    method: 'POST', url: `/v1/applications/${number}/materials/${item}?name=a.pdf`, payload: stageOf(office).paper(content),
    headers: { 'content-type': 'application/pdf', 'idempotency-key': 'upload-1', authorization: `Basic ${Buffer.from(`${number}:${code}`).toString('base64')}` },
  })
  const [first, again, other] = [await send('one'), await send('one'), await send('two')]
  expect([first.statusCode, again.statusCode, other.statusCode]).toEqual([201, 201, 422])
  expect(again.body).toBe(first.body)
  expect(await row(office.ctx.db, 'select count(*)::int as n from material m join application a on a.id = m.application_id where a.number = ?', [number])).toEqual({ n: 1 })
})
