/** What an element without a name is called in the modeler, and the name a step made from a template begins with. */
import { expect, test } from 'vitest'
import { isDefaultName, uniqueName } from '../../modeler/templates/defaultNames.ts'
import { namesOf, saidByName, type Spoken } from '../../modeler/unnamed.ts'
import { wordsOf } from '../../modeler/words/words.ts'

const words = wordsOf('zh-CN')
const node = (id: string, name: string, type: string, from: string[] = [], more: Partial<Spoken> = {}): Spoken => ({ id, name, type, concept: null, from, ...more })
const drawn = [
  node('start', '申请', 'StartEvent'),
  node('Activity_1', '', 'UserTask', ['start'], { concept: 'approval-step' }),
  node('Activity_2', '', 'UserTask', ['start'], { concept: 'approval-step' }),
  node('Gateway_1', '', 'ExclusiveGateway', ['Activity_1']),
  node('Event_1', '', 'BoundaryEvent', [], { on: 'named' }),
  node('named', '审核', 'UserTask', ['Gateway_1']),
  node('Activity_3', '', 'ChoreographyTask'),
  node('Flow_1', '', 'SequenceFlow', ['Gateway_1'], { to: 'named' }),
  node('Flow_2', '同意', 'SequenceFlow', ['named'], { to: 'end' }),
]

test('an element without a name is called by its kind and what comes before it, through whatever has none', () => {
  expect(Object.fromEntries(namesOf(drawn, words, 'zh-CN'))).toEqual({
    start: '申请', named: '审核', Flow_2: '同意',
    Activity_1: '未命名的审批环节（申请之后）', Activity_2: '未命名的审批环节（申请之后） 2', Gateway_1: '未命名的排他网关（申请之后）',
    Event_1: '未命名的边界事件（审核上）', Activity_3: '未命名的元素', Flow_1: '连线（未命名的排他网关（申请之后） → 审核）',
  })
  expect(namesOf(drawn, wordsOf('en'), 'en').get('Activity_1')).toBe('unnamed Approval step after 申请')
})

test('a circle of nameless elements is gone round once', () => {
  const circle = [node('a', '', 'Task', ['b']), node('b', '', 'Task', ['a'])]
  expect([...namesOf(circle, words, 'zh-CN').values()]).toEqual(['未命名的任务', '未命名的任务 2'])
})

test('a sentence says such names where an id stands alone; an id in an expression stays', () => {
  const unnamed = new Map([['Activity_1', '甲'], ['Gateway_1', '乙']])
  expect(saidByName('环节“Activity_1”没有表单', unnamed)).toBe('环节“甲”没有表单')
  expect(saidByName('经过是：Activity_1 → 审核 → Gateway_1。', unnamed)).toBe('经过是：甲 → 审核 → 乙。')
  expect(saidByName('环节“复核”（Activity_112celx）使用表单“review”；“窗口受理”（acceptance）', unnamed)).toBe('环节“复核”使用表单“review”；“窗口受理”（acceptance）')
  expect(saidByName('条件“=Activity_1 = "accept"”，“Activity_12”，limit-Activity_1', unnamed)).toBe('条件“=Activity_1 = "accept"”，“Activity_12”，limit-Activity_1')
})

test('a step begins with the name of its template and a number of its own; a name that somebody gave is none of these', () => {
  expect([uniqueName('审批环节', new Set()), uniqueName('审批环节', new Set(['审批环节'])), uniqueName('审批环节', new Set(['审批环节', '审批环节 2']))]).toEqual(['审批环节', '审批环节 2', '审批环节 3'])
  expect(['', '审批环节', '审批环节 12', '审批环节 A', '审批', '会签2'].map((name) => isDefaultName(name, ['审批环节', '会签']))).toEqual([true, true, true, false, false, false])
})
