/** Which steps a case is told it will come to: none of another situation, none that only a return, a limit or a refusal leads to. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stepsAhead } from '../../server/matters/ahead.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { applies } from '../../server/matters/situation.ts'

/** @param answers of the application */
async function ahead(code: string, answers: Record<string, unknown>, ...at: string[]): Promise<string[]> {
  const { steps } = JSON.parse(readFileSync(`processes/${code}/matter.json`, 'utf8')) as Guide
  const diagram = await readDiagram(readFileSync(`processes/${code}/process.bpmn`, 'utf8'))
  const otherwise = new Set(steps.filter(({ when }) => when && !applies(when, answers)).map(({ element }) => element))
  const found = stepsAhead(diagram, at, steps.map(({ element }) => element), otherwise)
  return steps.map(({ element }) => element).filter((element) => found.has(element))
}

test('who promises is not told of an inspection before the decision, who does not is not told of one after it', async () => {
  expect(await ahead('gongzhong-xiaofang', { route: 'commitment' })).toEqual(['acceptance', 'commitmentReview', 'followUp'])
  expect(await ahead('gongzhong-xiaofang', { route: 'inspection' })).toEqual(['acceptance', 'siteVisit', 'handlerReview', 'decision'])
})

test('what only a broken promise leads to comes up when it is broken', async () => {
  expect(await ahead('gongzhong-xiaofang', { route: 'commitment' }, 'followUp')).toEqual([])
  expect(await ahead('gongzhong-xiaofang', { route: 'commitment' }, 'rectify')).toEqual(['recheck'])
})

test('all sections of a fork lie ahead, and from one of them what comes after the join', async () => {
  expect(await ahead('jianzhu-shigong-xuke', {}, 'windowCheck')).toEqual(['reviewConstruction', 'reviewSafety', 'reviewQuality', 'reviewMaterials', 'deputyReview', 'headDecision', 'signFor'])
  expect(await ahead('jianzhu-shigong-xuke', {}, 'reviewSafety', 'reviewQuality')).toEqual(['deputyReview', 'headDecision', 'signFor'])
})

test('a stage of the investment project shows its own steps alone', async () => {
  expect(await ahead('touzi-xiangmu-binglian', { stage: '4', owesPapers: false })).toEqual(['acceptance', 'siteVisit', 'stage4', 'stageDecision'])
})

test('on the way to a refusal what is left of it is told, not the grant', async () => {
  expect(await ahead('huwai-guanggao', {}, 'refuseCase')).toEqual([])
})
