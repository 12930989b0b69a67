/** What a case costs (行政许可法 58, 59): the guide's published standards applied to the application's answers. Pure and browser-safe. */
import type { Fee } from '../matters/guide.ts'

/** `amount` in yuan with two decimals; absent where the standard leaves the sum to the window. */
export interface FeeItem { name: string; standard: string; law: string; amount?: string }

/** What the standards come to for these answers; an item whose sum is nothing is not asked. */
export function feesFor(fees: readonly Fee[], data: Record<string, unknown>): FeeItem[] {
  return fees.flatMap(({ name, standard, law, rate }) => {
    if (!rate) return [{ name, standard, law }]
    const fen = Math.round(rate.fields.reduce((product, field) => product * (Number(data[field]) || 0), rate.yuan * 100))
    return fen > 0 ? [{ name, standard, law, amount: yuan(fen) }] : []
  })
}

/** The sum, where every item has an amount. */
export function totalOf(items: readonly FeeItem[]): string | undefined {
  if (items.some(({ amount }) => amount === undefined)) return undefined
  return yuan(items.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0))
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2)
}
