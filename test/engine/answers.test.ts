/** How answers of one commit leave: in two groups when everybody who waits was in it, together when the other group is on its way already. */
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Answers } from '../../server/engine/answers.ts'

const several = (count: number, told: number[]) => Array.from({ length: count }, (_, n) => () => void told.push(n))

test('everybody asked at once: the second half is answered a turn of the event loop later, in order', async () => {
  const told: number[] = []
  let late = 0
  const answers = new Answers(() => late++)
  answers.send(several(8, told), 0)
  expect(told).toEqual([0, 1, 2, 3])
  expect(answers.waiting).toBe(4)
  await turn()
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([answers.waiting, late]).toEqual([0, 1])
})

test('a group whose other half waits for the next commit is answered whole, and so is a single one', () => {
  const told: number[] = []
  const answers = new Answers(() => {})
  answers.send(several(4, told), 4)
  expect(told).toHaveLength(4)
  answers.send(several(1, told), 0)
  expect(told).toHaveLength(5)
  expect(answers.waiting).toBe(0)
})

test('a crowd is remembered for a while: four of eight are a group though the others are not back yet; later they are a crowd of their own', async () => {
  const answers = new Answers(() => {})
  answers.send(several(8, []), 0)
  await turn()
  answers.send(several(4, []), 0)
  expect(answers.waiting).toBe(0)
  for (let commits = 0; commits < 50; commits++) answers.send(several(1, []), 0)
  answers.send(several(4, []), 0)
  expect(answers.waiting).toBe(2)
  await turn()
})
