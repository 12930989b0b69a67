/** Which answers of the sheet before still stand when a co-approval step is come to again. Pure and browser-safe. */
import type { Row } from './sheet.ts'

/** Agreements and "not concerned", on the same papers. Silence never stands, and whoever disagreed is asked once more. */
export function stands(row: Pick<Row, 'state' | 'byLaw' | 'opinion'>): boolean {
  return row.state === 'answered' && row.byLaw === null && (row.opinion === 'agree' || row.opinion === 'not-concerned')
}
