/** SQL of changes of law and of the cases a person looks at for them. The procedure is lawChange.ts. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'

export type LawDecision = 'as-accepted' | 'new-law' | 'ask-applicant'

export interface LawChange { id: string; law: string; article: string | null; summary: string; inForceOn: string; openedBy: string; openedAt: Date; cases: number; undecided: number }

const columns = `l.id, l.law, l.article, l.summary, l.in_force_on as "inForceOn", l.opened_by_name as "openedBy", l.opened_at as "openedAt",
  (select count(*)::int from law_change_case c where c.law_change_id = l.id) as cases, (select count(*)::int from law_change_case c where c.law_change_id = l.id and c.decision is null) as undecided`

export async function insert(tx: Tx, made: { law: string; article: string | null; summary: string; inForceOn: string; by: { id: string; name: string }; at: Date }): Promise<string> {
  return (await row<{ id: string }>(
    tx, 'insert into law_change (law, article, summary, in_force_on, opened_by, opened_by_name, opened_at) values (?, ?, ?, ?, ?, ?, ?) returning id',
    [made.law, made.article, made.summary, made.inForceOn, made.by.id, made.by.name, made.at],
  ))!.id
}

export function list(db: Db): Promise<LawChange[]> {
  return rows<LawChange>(db, `select ${columns} from law_change l order by l.id desc limit 200`)
}

export function byId(db: Db, id: string): Promise<LawChange | undefined> {
  return /^\d{1,18}$/.test(id) ? row<LawChange>(db, `select ${columns} from law_change l where l.id = ?`, [id]) : Promise.resolve(undefined)
}

/** Versions that open cases stand on, of cases received before that day in China. */
export async function versionsOfOpenCases(db: Db, before: Date): Promise<string[]> {
  return (await rows<{ id: string }>(db, 'select distinct version_id as id from case_file where closed_at is null and received_at < ?', [before])).map(({ id }) => id)
}

/** @returns how many were not on the list yet */
export function listCases(tx: Tx, lawChangeId: string, versionIds: string[], before: Date, at: Date): Promise<number> {
  return change(
    tx,
    `insert into law_change_case (law_change_id, case_id, listed_at) select ?, id, ? from case_file where closed_at is null and received_at < ? and version_id = any(?::bigint[]) on conflict do nothing`,
    [lawChangeId, at, before, versionIds],
  )
}

export interface LawCase { caseId: string; number: string; matterCode: string; matterName: string; state: string; receivedAt: Date; acceptedAt: Date | null; closed: boolean; decision: LawDecision | null; remarks: string | null; decidedBy: string | null; decidedAt: Date | null }

/** Those that wait for somebody first. */
export function casesOf(db: Db, id: string): Promise<LawCase[]> {
  return rows<LawCase>(
    db,
    `select c.case_id as "caseId", f.number, f.matter_code as "matterCode", v.name as "matterName", f.state, f.received_at as "receivedAt", f.accepted_at as "acceptedAt", f.closed_at is not null as closed,
       c.decision, c.remarks, c.decided_by_name as "decidedBy", c.decided_at as "decidedAt"
     from law_change_case c join case_file f on f.id = c.case_id join matter_version v on v.id = f.version_id where c.law_change_id = ? order by c.decision is not null, f.id limit 1000`,
    [id],
  )
}

/** @returns false when it was decided before, or is not on the list */
export async function decide(tx: Tx, made: { lawChangeId: string; caseId: string; decision: LawDecision; remarks: string; by: { id: string; name: string }; at: Date }): Promise<boolean> {
  return (await change(
    tx, 'update law_change_case set decision = ?, remarks = ?, decided_by = ?, decided_by_name = ?, decided_at = ? where law_change_id = ? and case_id = ? and decision is null',
    [made.decision, made.remarks, made.by.id, made.by.name, made.at, made.lawChangeId, made.caseId],
  )) === 1
}

export function decidedBy(db: Db, lawChangeId: string, caseId: string): Promise<{ who: string; when: Date } | undefined> {
  return row(db, 'select decided_by_name as who, decided_at as "when" from law_change_case where law_change_id = ? and case_id = ? and decision is not null', [lawChangeId, caseId])
}
