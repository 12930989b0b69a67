/** Numbers of letters: 机关简称+性质+〔年份〕+顺序号, without gaps within a body, nature and year (domain A5). */
import { row, type Tx } from '../db/pool.ts'
import { dayOf, yearOf } from '../deadlines/shanghai.ts'

/** Takes the next number; the counter's row stays locked until commit, so a rollback gives it back. */
export async function nextNumber(tx: Tx, body: { id: string; shortName: string }, nature: string, at: Date): Promise<string> {
  const year = yearOf(dayOf(at))
  const taken = await row<{ last: number }>(tx, `
    insert into letter_counter (body_id, nature, year, last) values (?, ?, ?, 1)
    on conflict (body_id, nature, year) do update set last = letter_counter.last + 1
    returning last`, [body.id, nature, year])
  return `${body.shortName}${nature}〔${year}〕${taken!.last}号`
}
