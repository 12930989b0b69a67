/**
 * The one notice (domain H3, 行政许可法 32(1)(4)): after a notice of gaps, a later one may speak only of points listed before or of
 * defects in what was newly handed in since. Pure.
 */
export interface Gap { item: string; problem: string; remedy: string }

/** The gaps of a later notice that may not be raised any more, with their place in it. */
export function secondNoticeFaults(gaps: readonly Gap[], listed: readonly Gap[], handedIn: readonly string[]): { index: number; item: string }[] {
  const allowed = new Set([...listed.map((gap) => gap.item.trim()), ...handedIn])
  return gaps.map((gap, index) => ({ index, item: gap.item.trim() })).filter(({ item }) => !allowed.has(item))
}
