// Every wait of a diagram is one of its steps, however a case comes there: one that is none would reach no inbox.
import { describe, expect, it } from 'vitest'
import { readDiagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import { heaviestRoad } from '../../server/matters/roads.ts'
import { diagramOf } from '../support/ruleFixtures.ts'

const flow = (from: string, to: string): string => `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" />`
const node = (kind: string, id: string, inside = '', attributes = ''): string => `<bpmn:${kind} id="${id}" ${attributes}>${inside}</bpmn:${kind}>`
const from = (...ids: string[]) => ids.map((id) => `<bpmn:outgoing>${id}</bpmn:outgoing>`).join('')
const task = (id: string, ...out: string[]): string => node('userTask', id, from(...out))

const link = (kind: string, id: string, ...out: string[]): string => node(kind, id, `${from(...out)}<bpmn:linkEventDefinition name="L" />`)
const LINKED = `${node('startEvent', 'begin', from('begin-first'))}${task('first', 'first-leave')}${link('intermediateThrowEvent', 'leave')}${link('intermediateCatchEvent', 'come', 'come-second')}${task('second')}
  ${flow('begin', 'first')}${flow('first', 'leave')}${flow('come', 'second')}`

describe('the steps of a diagram', () => {
  it.each<[string, string, string[]]>([
    ['after a link', LINKED, ['first', 'second']],
    ['in an event sub-process, whose step stands after those of the road', `${node('subProcess', 'beside', `${node('startEvent', 'late', `${from('late-remind')}<bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>`, 'isInterrupting="false"')}${task('remind')}${flow('late', 'remind')}`, 'triggeredByEvent="true"')}
      ${node('startEvent', 'begin', from('begin-first'))}${task('first')}${flow('begin', 'first')}`, ['first', 'remind']],
    ['after a sub-process that ends without an end event', `${node('startEvent', 'begin', from('begin-part'))}${node('subProcess', 'part', `${from('part-last')}${node('startEvent', 'inner', from('inner-first'))}${task('first')}${flow('inner', 'first')}`)}${task('last')}${flow('begin', 'part')}${flow('part', 'last')}`, ['first', 'last']],
    ['where what was done is undone', `${node('startEvent', 'begin', from('begin-first'))}${task('first')}${flow('begin', 'first')}${node('boundaryEvent', 'undone', '<bpmn:compensateEventDefinition />', 'attachedToRef="first"')}${node('serviceTask', 'undo', '', 'isForCompensation="true"')}<bpmn:association id="way" associationDirection="One" sourceRef="undone" targetRef="undo" />`, ['first', 'undo']],
    ['a thrown message that a worker sends', `${node('startEvent', 'begin', from('begin-tell'))}${node('intermediateThrowEvent', 'tell', '<bpmn:extensionElements><zeebe:taskDefinition type="notice:send" /></bpmn:extensionElements><bpmn:messageEventDefinition />')}${flow('begin', 'tell')}`, ['tell']],
  ])('%s', async (_, inside, wanted) => {
    expect(stepsOf(await readDiagram(diagramOf(inside))).map(({ elementId }) => elementId)).toEqual(wanted)
  })

  it('weigh on the longest road behind a link too', async () => {
    const { weight, road } = heaviestRoad(await readDiagram(diagramOf(LINKED)), ['begin'], ({ type }) => (type === 'UserTask' ? 1 : 0), () => false)
    expect([weight, road]).toEqual([2, ['first', 'second']])
  })
})
