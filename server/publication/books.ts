/** What the pages read over several rooms: the matters with what is in force of each, and how many running cases each version has. Reading only. */
import { rows, type Db } from '../db/pool.ts'
import * as matters from '../matters/service.ts'

export interface MatterRow { code: string; name: string; bodyName: string; versionId: string | null; effectiveFrom: Date | null; comingFrom: Date | null; openCases: string; openProposals: string }

/** Every matter that was ever published or proposed. `versionId` is null where nothing takes cases. */
export async function mattersWithState(db: Db, at: Date): Promise<MatterRow[]> {
  const now = new Map((await matters.list(db, at)).map((entry) => [entry.code, entry]))
  return (await known(db, at)).map((row) => ({ ...row, versionId: now.get(row.code)?.id ?? null, effectiveFrom: now.get(row.code)?.effectiveFrom ?? null }))
}

function known(db: Db, at: Date): Promise<Omit<MatterRow, 'versionId' | 'effectiveFrom'>[]> {
  return rows(
    db,
    `with known as (
       select distinct on (code) code, name, body_id from matter_version order by code, id desc
     )
     select coalesce(k.code, q.code) as code, coalesce(k.name, q.name) as name, coalesce(b.short_name, '') as "bodyName",
       (select min(p.effective_from) from matter_publication p where p.code = k.code and p.effective_from > ? and p.withdrawn_at is null) as "comingFrom",
       (select count(*) from case_file f where f.matter_code = k.code and f.closed_at is null) as "openCases", coalesce(q.open, 0) as "openProposals"
     from known k full join (select code, max(name) as name, count(*) as open from proposal where state in ('proposed', 'returned', 'signed', 'publishing') group by code) q on q.code = k.code
     left join body b on b.id = k.body_id order by 2, 1`,
    [at],
  )
}

/** Version -> how many of its cases are open. */
export async function openCasesByVersion(db: Db, code: string): Promise<Map<string, number>> {
  const found = await rows<{ versionId: string; open: string }>(db, 'select version_id as "versionId", count(*) as open from case_file where matter_code = ? and closed_at is null group by version_id', [code])
  return new Map(found.map(({ versionId, open }) => [versionId, Number(open)]))
}
