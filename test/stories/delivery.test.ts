/** A result that may not be served electronically: the case waits, the window serves it by post, and only then is it delivered and closed. */
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { apply } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
let office: Office | undefined
afterEach(async () => { await office?.close() })

test('without consent a filing is delivered when the window has recorded its service, not before', async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
  const [scenario] = readScenarios(processes, 'qiye-touzi-beian')
  const { caseKey, number, queryCode } = await apply(stageOf(office), { ...scenario!, electronicService: false })
  await office.settle()
  const mine = { authorization: `Basic ${Buffer.from(`${number}:${queryCode}`).toString('base64')}` }
  const status = async () => (await office!.anybody().call('GET', `/v1/applicant-cases/${number}`, undefined, mine)).json() as { state: string; outcome: string; letters: { key: string; kind: string; servedAt: string | null }[] }
  const waiting = await status()
  expect([waiting.state, waiting.outcome]).toEqual(['decided', 'filed'])
  expect(waiting.letters.map(({ kind, servedAt }) => [kind, servedAt])).toEqual([['receipt', null], ['filing-certificate', null]])

  const window = await office.officer('fagai-window')
  const { items } = await window.json('POST', '/v1/user-tasks/search', { filter: { list: 'group' } })
  expect((items as { caseKey: string; name: string }[]).map((item) => [item.caseKey, item.name])).toEqual([[caseKey, '网上送达']])
  const page = await window.call('GET', `/office/cases/${caseKey}`, undefined, { accept: 'text/html' })
  expect(page.body).toContain('尚未送达，请登记送达')
  const certificate = waiting.letters.find(({ kind }) => kind === 'filing-certificate')!
  const served = await window.call('POST', `/office/letters/${certificate.key}/service`, { way: 'post', outcome: 'served', receiver: '样例收发室', evidence: 'EMS 样例 1' })
  expect(served.statusCode).toBe(303)
  await office.settle()
  expect((await status()).state).toBe('closed')
  expect((await window.json('POST', '/v1/user-tasks/search', { filter: { list: 'group' } })).items).toEqual([])
})
