/** A list of a decision form that the page can fill: the gaps of the one notice. Pure; what is missing is said by the room that keeps the materials. */

/** The list's property in every form that gives such a notice. */
export const GAPS = 'gaps'

/** One row; `item` says what it is about. */
export interface Row { item: string; problem: string; remedy: string }

/** The rows there are, as they were typed, and behind them what is not among them; rows in which nothing stands make room. */
export function filled(data: Record<string, unknown>, pointer: string, found: readonly Row[]): Record<string, unknown> {
  if (pointer !== `/${GAPS}`) return data
  const typed = (Array.isArray(data[GAPS]) ? data[GAPS] as Partial<Row>[] : []).filter((row) => Object.values(row).some((value) => String(value ?? '').trim() !== ''))
  const named = new Set(typed.map(({ item }) => item))
  return { ...data, [GAPS]: [...typed, ...found.filter(({ item }) => !named.has(item))] }
}
