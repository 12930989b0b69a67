/** A case under a sample matter without a diagram of its own, for tests of rooms that need a case and nothing of its steps. */
import { change, row, inTransaction, type Db } from '../../server/db/pool.ts'
import type { Context } from '../../server/context.ts'
import * as cases from '../../server/cases/service.ts'
import type { Case } from '../../server/cases/case.ts'
import { loadSample } from '../../server/people/service.ts'

export const applicant: cases.Applicant = {
  name: '样例建设有限公司', kind: 'organisation', idType: 'uscc', idNumber: '91420582MA00000000', contact: '样例联系人',
  phone: '13800000000', consentElectronicService: true,
}

/** The published version `code`, made on first use; the sample organisation is there already. */
export async function sampleVersion(db: Db, code = 'sample', at = new Date('2024-01-01T00:00:00Z')): Promise<{ id: string; code: string; divisionCode: string; bodyId: string }> {
  const version = { code, divisionCode: '990100', bodyId: 'zhujian' }
  const found = await row<{ id: string }>(
    db,
    `insert into matter_version (code, division_code, body_id, name, hash, bundle, process_id, effective_from, reviewed_by, reviewed_at, published_at)
     values (?, ?, ?, '样例事项', ?, '{}', ?, ?, '样例', ?, ?) on conflict (code, hash) do update set name = excluded.name returning id`,
    [code, version.divisionCode, version.bodyId, `hash-${code}`, code, at, at, at],
  )
  await change(db, `insert into matter_publication (code, version_id, kind, effective_from, published_by_name, published_at)
    select ?, ?, 'published', ?, '样例', ? where not exists (select 1 from matter_publication where version_id = ?)`, [code, found!.id, at, at, found!.id])
  await change(db, `insert into matter_signature (code, hash, name, remarks, signed_at) values (?, ?, '样例', '', ?) on conflict do nothing`, [code, `hash-${code}`, at])
  return { ...version, id: found!.id }
}

/** A case received now, with the sample organisation round it. */
export async function openCase(ctx: Context, code = 'sample'): Promise<Case> {
  if (!(await row(ctx.db, 'select 1 from division'))) await loadSample(ctx)
  const version = await sampleVersion(ctx.db, code)
  return inTransaction(ctx.db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case)
}
