/** Pictures are put into the model's order with as few moves as there can be, whatever order they were in. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rising } from '../../modeler/drawing/order.ts'

it('one shape that stands first and belongs last moves alone', () => {
  expect([...rising([1, 2, 3, 4, 0])].sort()).toEqual([0, 1, 2, 3])
})

it('what is new moves, what stays rises, and no longer row rises', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: -3, max: 9 }), { maxLength: 8 }), (places) => {
    const row = [...rising(places)].sort((one, other) => one - other).map((index) => places[index]!)
    expect(row.every((place, index) => place >= 0 && (index === 0 || row[index - 1]! < place))).toBe(true)
    expect(row.length).toBe(longest(places.filter((place) => place >= 0)))
  }))
})

/** Counted the long way. */
function longest([first, ...others]: number[], above = -1): number {
  if (first === undefined) return 0
  const without = longest(others, above)
  return first > above ? Math.max(without, 1 + longest(others, first)) : without
}
