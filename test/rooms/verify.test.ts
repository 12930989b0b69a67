/** The judge of the kill stories judged itself: it finds nothing wrong in a sound office, and each thing that was spoilt, by its name. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { play } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { change, openTransaction } from '../../server/db/pool.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'
import { verify, type Evidence } from '../support/verify.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
let office: Office

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-01-04T00:00:00Z')
  await play(stageOf(office), readScenarios(processes, 'qiye-touzi-beian')[0]!)
  const permit = readScenarios(processes, 'jianzhu-shigong-xuke').find(({ file }) => file === 'zhengchang.yaml')!
  await play(stageOf(office), { ...permit, acts: permit.acts.slice(0, 3) })
})
afterAll(() => office?.close())

it('finds nothing wrong in a sound office', async () => {
  expect(await verify(office.ctx.db, { dataDir: office.ctx.config.dataDir })).toEqual([])
})

/** What is done to the tables, and what is said of it. */
const spoilt: Record<string, [sql: string, finding: RegExp, evidence?: Evidence]> = {
  'an acknowledged command that is not there': ['select 1', /^I1: the call with the key lost-one was acknowledged/, { acknowledged: [{ key: 'lost-one', status: 201, body: {} }] }],
  'a submitted application that lost its case': [`alter table application drop constraint application_check; update application set case_id = null where id = (select min(id) from application where state = 'submitted')`, /^I2: application \d+ was submitted without a case/],
  'a second instance': [`insert into engine.instance (key, process_key, elements, variables) select 99, process_key, elements, variables from engine.instance limit 1`, /^I2: the engine has instance 99 that is no case's/],
  'a second acceptance letter': [`insert into letter (key, case_id, kind, body_id, number, title, document, recipient, electronic_consent, issued_at, state, pdf_hash, signature)
    select 'x', case_id, kind, body_id, 'x', title, document, recipient, electronic_consent, issued_at, state, pdf_hash, signature from letter where kind = 'acceptance' limit 1`, /^I2: case \d+ acceptance has more than one letter of a kind/],
  'a number that was taken and not used': [`update letter_counter set last = last + 1 where nature like '%受字'`, /^I2: letters zhujian \S*受字 have a gap/],
  'a task without its job': [`update engine_job set state = 'gone' where state = 'open'`, /^I3: task \d+ is open without an open job/],
  'a job nobody answers': [`update task set state = 'ended' where state = 'open'`, /^I3: job \d+ is held without an open task/],
  'a job the engine does not know': [`delete from engine.job`, /^I3: job \d+ is open in our books and unknown to the engine/],
  'a changed trace': [`alter table audit disable trigger all; update audit set actor_name = '别人' where action = 'case.opened'`, /^I5: the chain of case:\d+ is broken at 1/],
  'a step of another diagram': [`update task set element_id = 'elsewhere' where state = 'open'`, /^I6: case \d+ was at elsewhere/],
  'a closed case with work': [`update case_file set closed_at = '2026-04-29' where closed_at is null`, /^I6: closed case \d+ has an open task/],
  'a moved date': [`update case_limit set deadline_at = deadline_at + interval '1 day' where state = 'running'`, /^I7: the limit \w+ of case \d+ is stored as/],
  'a row that waits': [`update outbox set state = 'waiting', done_at = null where id = (select max(id) from outbox)`, /^I9: outbox row \d+ \S+ waits/],
  'a stored file that is gone': [`insert into stored_file (hash, size_bytes, type, stored_at) values (repeat('0', 64), 1, 'application/pdf', '2026-04-29')`, /^I1: the stored file 0{64} is missing/],
}

for (const [what, [sql, finding, evidence]] of Object.entries(spoilt)) {
  it(`finds ${what}`, async () => {
    const { tx, end } = await openTransaction(office.ctx.db)
    try {
      for (const statement of sql.split(';')) await change(tx, statement)
      expect(await verify(tx, { dataDir: office.ctx.config.dataDir, ...evidence })).toContainEqual(expect.stringMatching(finding))
    } finally {
      await end('rollback')
    }
  })
}
