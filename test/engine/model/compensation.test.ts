/** Compensation as it may not be drawn. Zeebe 8.5 and 8.8 refuse the same, and ours a few drawings more: those that would run otherwise than they read. */
import { expect, test } from 'vitest'
import { compile } from '../../../server/engine/model/compile.ts'
import { bpmn } from '../support/diagram.ts'
import type { NodeSpec, Shape } from '../support/shape.ts'

const job = { service: true } as const
const undo = { service: true, compensation: true } as const
const at = (on: string, handler: string): NodeSpec => ({ boundary: { compensation: true, handler }, on })
const event = (id: string, inner = '', more = '') => `<bpmn:boundaryEvent id="${id}" attachedToRef="a"${more}><bpmn:compensateEventDefinition id="${id}_d" />${inner}</bpmn:boundaryEvent>`
/** A task `a` that `u` undoes, and what is drawn beside it. */
const beside = (nodes: Record<string, NodeSpec>, flows: string[] = []): Shape => ({ nodes: { s: 'start', a: job, ca: at('a', 'u'), u: undo, ...nodes }, flows: ['s a', ...flows] })
const thrown = (activity: string): NodeSpec => ({ throw: { compensate: activity } })
const sub = (nodes: Record<string, NodeSpec>, flows: string[]): NodeSpec => ({ sub: { nodes: { ps: 'start', ...nodes }, flows } })
const hasty = '<bpmn:compensateEventDefinition id="d" waitForCompletion="false" />'

test.each<[string, Shape, RegExp]>([
  ['no handler', { nodes: { s: 'start', a: job, ca: { xml: event('ca') } }, flows: ['s a'] }, /ca\n.*must have an association to its handler/],
  ['a flow in place of the association', { nodes: { s: 'start', a: job, ca: { xml: event('ca') }, u: job }, flows: ['s a', 'ca u'] }, /ca\n.*no outgoing sequence flows/],
  ['a flow beside the association', beside({ x: job }, ['ca x']), /ca\n.*no outgoing sequence flows/],
  ['a handler elsewhere', { nodes: { s: 'start', a: job, ca: at('a', 'u'), p: sub({ u: undo }, []) }, flows: ['s a p'] }, /ca\n.*scope of its boundary event/],
  ['an event sub-process as handler', { nodes: { s: 'start', a: job, ca: at('a', 'h'), h: { sub: { nodes: { hs: { start: { timer: 'PT1H' } } }, flows: [] }, event: true } }, flows: ['s a'] }, /ca\n.*cannot be a compensation handler/],
  ['a boundary event beside the task', { nodes: { s: 'start', a: job, ca: { xml: event('ca', '', ' cancelActivity="false"') }, u: undo }, flows: ['s a'] }, /ca\n.*Non-Interrupting event of this type/],
  ['two boundary events', beside({ cb: at('a', 'v'), v: undo }), /cb\n.*same thing .*compensation/],
  ['a handler in the flow', beside({}, ['a u']), /u\n.*no incoming sequence flows/],
  ['a handler that goes on', beside({ x: job }, ['u x']), /u\n.*no outgoing sequence flows/],
  ['a handler with a timer', beside({ b: { boundary: { timer: 'PT1H' }, on: 'u' }, x: job }, ['b x']), /u\n.*no boundary events/],
  ['a handler for each of a list, in the flow', { nodes: { s: 'start', a: job, ca: at('a', 'u'), u: { ...undo, multi: { over: '=[1]' } } }, flows: ['s a u'] }, /u\n.*no incoming sequence flows/],
  ['an event that does not wait', beside({ t: { xml: `<bpmn:intermediateThrowEvent id="t">${hasty}</bpmn:intermediateThrowEvent>` } }, ['a t']), /t\n.*waitForCompletion must be true/],
  ['an end that does not wait', beside({ t: { xml: `<bpmn:endEvent id="t">${hasty}</bpmn:endEvent>` } }, ['a t']), /t\n.*waitForCompletion must be true/],
  ['the name of nobody', beside({ t: thrown('nowhere') }, ['a t']), /nowhere/],
  ['the name of an event', beside({ t: thrown('s') }, ['a t']), /t\n.*'s' must have either a compensation boundary event or be a subprocess/],
  ['the name of what cannot be undone', beside({ b: job, t: thrown('b') }, ['a b t']), /t\n.*'b' must have either a compensation boundary event or be a subprocess/],
  ['the name of a call without a handler', beside({ b: { call: 'x' }, t: thrown('b') }, ['a b t']), /t\n.*'b' must have either/],
  ['a name further out', beside({ p: sub({ t: thrown('a') }, ['ps t']) }, ['a p']), /t\n.*'a' must be in the same scope/],
  ['a name further in', { nodes: { s: 'start', p: sub({ a: job, ca: at('a', 'u'), u: undo }, ['ps a']), t: thrown('a') }, flows: ['s p t'] }, /t\n.*'a' must be in the same scope/],
  ['a catch event', beside({ c: { catch: { compensation: true, handler: 'u' } } }, ['a c']), /c\n.*must be a message, timer, signal or link event/],
  ['a start of an event sub-process', beside({ h: { sub: { nodes: { hs: { start: { compensation: true, handler: 'u' } } }, flows: [] }, event: true } }), /hs\n.*must be one of: message, timer, error, signal or escalation/],
])('refused: %s', async (_, shape, message) => {
  await expect(compile(bpmn('drawn', shape))).rejects.toThrow(message)
})

test.each<[string, Shape]>([
  ['a handler nobody calls', { nodes: { s: 'start', a: job, u: undo }, flows: ['s a'] }],
  ['a sub-process as handler, with a timer', { nodes: { s: 'start', a: job, ca: at('a', 'u'), u: { sub: { nodes: { us: 'start' }, flows: [] }, compensation: true }, b: { boundary: { timer: 'PT1H' }, on: 'u' }, x: job }, flows: ['s a', 'b x'] }],
  ['a note at the boundary event', beside({ n: { xml: '<bpmn:textAnnotation id="n"><bpmn:text>why</bpmn:text></bpmn:textAnnotation><bpmn:association id="ca_n" sourceRef="ca" targetRef="n" />' } })],
  ['a name around the event sub-process', beside({ h: { sub: { nodes: { hs: { start: { timer: 'PT1H' } }, t: thrown('a') }, flows: ['hs t'] }, event: true } })],
  ['a sub-process by name', { nodes: { s: 'start', p: sub({ a: job }, ['ps a']), t: thrown('p') }, flows: ['s p t'] }],
])('accepted: %s', async (_, shape) => {
  await expect(compile(bpmn('drawn', shape))).resolves.toHaveLength(1)
})
