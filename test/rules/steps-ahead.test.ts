/** Which steps a case is told it will come to: none of another situation, none that only a return, a limit or a refusal leads to. */
import type { FastifyRequest } from 'fastify'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import { stepLine } from '../../server/intake/stepLine.ts'
import { stepsAhead } from '../../server/matters/ahead.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { applies } from '../../server/matters/situation.ts'
import type { MatterVersion } from '../../server/matters/types.ts'
import type { Task } from '../../server/tasks/service.ts'

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

/** The line as the applicant reads it. @param tasks element and state, in the order they were opened, a day apart from 2026-03-02 on */
async function line(code: string, file: Partial<Case>, tasks: [element: string, state: Task['state']][]): Promise<string[]> {
  const diagram = readFileSync(`processes/${code}/process.bpmn`, 'utf8')
  const version = { bundle: { matter: JSON.parse(readFileSync(`processes/${code}/matter.json`, 'utf8')), diagram }, steps: stepsOf(await readDiagram(diagram)) } as MatterVersion
  const day = (n: number) => new Date(Date.UTC(2026, 2, 2 + n))
  const all = tasks.map(([elementId, state], n) => ({ elementId, state, jobKey: String(n), origin: null, openedAt: day(n), decidedAt: state === 'done' ? day(n) : null }) as Task)
  const whole = { state: 'accepted', data: {}, receivedAt: day(0), decidedAt: null, closedAt: null, outcome: null, ...file } as Case
  const items = await stepLine({ reader: { locale: 'zh-CN' } } as FastifyRequest, whole, version, all)
  return items.map(({ name, state }) => `${name} ${state}`)
}

test('a step that was returned over comes again, and until then it is not done', async () => {
  expect(await line('huwai-guanggao', {}, [['acceptance', 'done'], ['coApproval', 'done'], ['siteVisit', 'done'], ['handlerReview', 'done'], ['sectionReview', 'done'], ['handlerReview', 'open']])).toEqual([
    '收到申请 done', '窗口受理 done', '部门会签 done', '现场核查（两人） done', '承办人拟办 now', '科长审核 next', '分管领导审批 next', '办结 next',
  ])
})

test('corrections handed in lead to the window once more, also before the engine has offered its task', async () => {
  expect((await line('huwai-guanggao', { state: 'received' }, [['acceptance', 'done'], ['supplement', 'done']]))[1]).toBe('窗口受理 next')
})

test('a case that is over shows what it went through, and a later inspection behind its end', async () => {
  const over = { state: 'closed', outcome: 'granted', decidedAt: new Date(Date.UTC(2026, 2, 3)), closedAt: new Date(Date.UTC(2026, 2, 3)), data: { route: 'commitment' } } as const
  expect(await line('gongzhong-xiaofang', over, [['acceptance', 'done'], ['commitmentReview', 'done']])).toEqual(['收到申请 done', '窗口受理 done', '承诺件审查 done', '已办结 done'])
  expect(await line('gongzhong-xiaofang', over, [['acceptance', 'done'], ['commitmentReview', 'done'], ['followUp', 'open']])).toEqual(['收到申请 done', '窗口受理 done', '承诺件审查 done', '已办结 done', '事后核查（两人） now'])
  expect(await line('gongzhong-xiaofang', { state: 'withdrawn', closedAt: new Date(Date.UTC(2026, 2, 3)) }, [['acceptance', 'done'], ['siteVisit', 'ended']])).toEqual(['收到申请 done', '窗口受理 done', '现场检查（两人） skipped', '已撤回 done'])
})
