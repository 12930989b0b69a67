/** Stories of decision tables that decide cases: an open case keeps the tables it began under, on any engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { inTransaction } from '../../server/db/pool.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from './caseFixture.ts'
import { openOffice, type Office, type StoryEngine } from './office.ts'

const DIGGING = 'daolu-wajue'

export function tableStories(engine: StoryEngine): void {
  describe('decision tables', () => {
    let office: Office
    beforeAll(async () => { office = await openOffice(engine, '2026-03-02T01:00:00Z') })
    afterAll(() => office?.close())

    const open = async (): Promise<string> => {
      const { db } = office.ctx
      const version = (await matters.effective(db, DIGGING, office.ctx.now()))!
      const { case: file } = await inTransaction(db, (tx) => cases.open(tx, office.ctx, { version, applicant, data: {}, routing: { urgent: false, useKind: 'dig' } }))
      await office.settle()
      return file.id
    }
    const decide = async (caseId: string, login: string, elementId: string, variables: object, body = 'chengguan'): Promise<void> => {
      const task = (await tasks.openOfCase(office.ctx.db, caseId)).find((one) => one.elementId === elementId && one.groups.some((group) => group.startsWith(`${body}/`)))!
      await (await office.officer(login)).json('POST', `/v1/user-tasks/${task.id}/completion`, { variables })
      await office.settle()
    }
    /** From the window's silence to the handler's word that the road is so old. */
    const review = async (caseId: string, fullYears: number): Promise<void> => {
      for (const login of ['jiaojing-handler', 'jiaojing-chief']) await decide(caseId, login, 'trafficReview', { outcome: 'agree' }, 'gongan-jiaojing')
      for (const login of ['chengguan-road-1', 'chengguan-road-2']) await decide(caseId, login, 'siteVisit', { outcome: 'suitable', visitedAt: '2026-03-10', findings: '样例：位置、面积与申请一致。' })
      await decide(caseId, 'chengguan-road-1', 'handlerReview', { outcome: 'propose-grant', lastWorks: 'built', fullYears, deliveredOn: '2020-01-01', opinion: '样例：拟准予。' })
    }

    test('an open case is decided by the tables it began under, a new one by those in force', async () => {
      const { db, ctx } = { db: office.ctx.db, ctx: office.ctx }
      const before = await open()
      const { hash: _, ...content } = structuredClone((await matters.effective(db, DIGGING, ctx.now()))!.bundle)
      content.tables!['zhengfu-pizhun'] = content.tables!['zhengfu-pizhun']!.replace('&lt; 5', '&lt; 8').replace('&gt;= 5', '&gt;= 8')
      await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed(content), checkTemplate))
      const after = await open()
      await office.until('2026-03-10', '09:00') // five silent working days are over
      for (const caseId of [before, after]) await review(caseId, 6)
      const standing = async (caseId: string): Promise<string[]> => (await tasks.openOfCase(db, caseId)).map(({ elementId }) => elementId)
      expect([await standing(before), await standing(after)]).toEqual([['decision'], ['governmentApproval']])
    })
  })
}
