/**
 * An officer named as the person to speak to (联系人). Anybody can name anybody there, so it keeps nobody from a case: whether there is an interest
 * of their own or of kin (公务员法 76) is asked of the officer, and the head of the body hears of it and looks (77). Who must not act is apart.ts.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { row, rows, type Db, type Tx } from '../db/pool.ts'
import * as notices from '../notices/service.ts'
import { officersOf } from '../people/service.ts'
import type { Case } from './case.ts'

/** By name and telephone, for nobody's identity number is kept of an officer. */
const NAMED = `o.phone = f.applicant ->> 'phone' and o.name = f.applicant ->> 'contact' and not applies_in(f.applicant, o.name, o.phone)`

export async function isContact(db: Db, caseId: string, officerId: string): Promise<boolean> {
  return (await row(db, `select 1 from case_file f join officer o on ${NAMED} where f.id = ? and o.id = ?`, [caseId, officerId])) !== undefined
}

/** On the trace, and in a message to the heads of the body; nothing where the contact is no officer. */
export async function tellOfContact(tx: Tx, ctx: Context, file: Case): Promise<void> {
  for (const { name } of await rows<{ name: string }>(tx, `select o.name from case_file f join officer o on ${NAMED} where f.id = ? and o.state = 'active'`, [file.id])) {
    await record(tx, ctx, { actor: SYSTEM, action: 'case.contact-is-officer', caseId: file.id, detail: { officer: name } })
    for (const { id, name: head, phone } of await officersOf(tx, `${file.bodyId}/head`)) {
      await notices.send(tx, ctx, { caseId: file.id, to: { officerId: id, name: head, ...(phone === null ? {} : { phone }) }, template: 'contact-is-officer', data: { number: file.number, applicant: file.applicant.name, officer: name }, occurrence: 'contact' })
    }
  }
}
