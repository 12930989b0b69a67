/** Deleting processes and decisions: what is refused, which version comes after, start events, calls, and deploying again. */
import type { Scenario } from '../support/scenario.ts'
import type { NodeSpec, Shape } from '../support/shape.ts'

const job = { service: true } as const
const line = (task: string, start: NodeSpec = 'start'): Shape => ({ nodes: { s: start, [task]: job, e: 'end' }, flows: [`s ${task} e`] })
const by = (name: string): NodeSpec => ({ start: { message: { name } } })
const child = line('c')
/** A call of whatever process of `also` is named so when it is reached. */
const calling: Shape = { nodes: { s: 'start', p: { call: 'child' }, z: job }, flows: ['s p z'] }
const decision = (value: string) => `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{scenario}_file" name="file" namespace="n"><decision id="{scenario}_rule" name="rule"><variable id="v" name="rule" /><literalExpression id="l"><text>${value}</text></literalExpression></decision></definitions>`

/** Seen on both lines: the timer of the version before does not fire within its time. */
const SLEEPS = 'there its timer sleeps'

export const deletionScenarios: Scenario[] = [
  { name: 'delete a process', shape: line('a'), steps: [{ delete: '' }, { create: {} }, { delete: '' }] },
  { name: 'delete a process with an instance', shape: line('a'), steps: [{ create: {} }, { delete: '' }, { create: {} }, { complete: 'a' }, { complete: 'a' }, { delete: '' }, { create: {} }] },
  { name: 'delete a process whose instance was cancelled', shape: line('a'), steps: [{ create: {} }, { cancel: 0 }, { delete: '' }, { create: {} }] },
  { name: 'delete the latest version', shape: line('a'), versions: { next: line('b') }, steps: [{ deploy: 'next' }, { create: {} }, { complete: 'b' }, { delete: '' }, { create: {} }, { complete: 'a' }, { create: {}, version: 2 }, { create: {}, version: 1 }] },
  { name: 'delete, then deploy again', shape: line('a'), versions: { same: line('a'), next: line('b') }, steps: [{ delete: '' }, { deploy: 'same' }, { create: {}, version: 1 }, { create: {}, version: 2 }, { complete: 'a' }, { deploy: 'next' }, { delete: '' }, { deploy: 'same' }, { create: {}, version: 2 }, { create: {}, version: 4 }] },
  { name: 'delete both versions', shape: line('a'), versions: { next: line('b') }, steps: [{ deploy: 'next' }, { delete: '' }, { delete: '' }, { create: {} }, { deploy: 'next' }, { create: {}, version: 3 }] },
  { name: 'delete an earlier version that is in use', shape: line('a'), versions: { next: line('b') }, steps: [{ create: {} }, { deploy: 'next' }, { delete: '' }, { delete: '' }, { complete: 'a' }, { delete: '' }] },
  { name: 'delete a process with a message start', shape: line('a', by('del-start')), steps: [{ publish: 'del-start', key: '' }, { complete: 'a' }, { delete: '' }, { publish: 'del-start', key: '' }] },
  { name: 'delete a version with a message start, the one before starts again', shape: line('a', by('del-before')), versions: { next: line('b', by('del-before')) }, steps: [{ deploy: 'next' }, { publish: 'del-before', key: '' }, { complete: 'b' }, { delete: '' }, { publish: 'del-before', key: '' }, { complete: 'a' }] },
  { name: 'delete a version without a message start, the one before starts again', shape: line('a', by('del-again')), versions: { next: line('b') }, steps: [{ deploy: 'next' }, { publish: 'del-again', key: '' }, { delete: '' }, { publish: 'del-again', key: '' }, { complete: 'a' }] },
  { name: 'delete a process with a timer start', shape: line('a', { start: { cycle: 'R/PT1H' } }), steps: [{ advance: 'PT61M' }, { complete: 'a' }, { delete: '' }, { advance: 'PT2H' }] },
  { name: 'delete a version with a timer start, the one before starts again', shape: line('a', { start: { cycle: 'R/PT1H' } }), versions: { next: line('b', { start: { cycle: 'R/PT2H' } }) }, steps: [{ deploy: 'next' }, { advance: 'PT61M' }, { advance: 'PT60M' }, { complete: 'b' }, { delete: '' }, { advance: 'PT61M' }, { complete: 'a' }, { delete: '' }], except: { '8.5': SLEEPS, '8.8': SLEEPS } },
  { name: 'delete a process with a signal start', shape: line('a', { start: { signal: 'delSignal' } }), steps: [{ broadcast: 'delSignal' }, { complete: 'a' }, { delete: '' }, { broadcast: 'delSignal' }] },
  { name: 'delete a called process', shape: calling, also: { child }, steps: [{ create: {} }, { delete: 'child' }, { complete: 'c' }, { delete: 'child' }, { create: {} }, { cancel: 2 }] },
  { name: 'delete the caller', shape: calling, also: { child }, steps: [{ create: {} }, { delete: '' }, { cancel: 0 }, { delete: '' }, { delete: 'child' }] },
  { name: 'delete what nobody has deployed', shape: line('a'), steps: [{ delete: 'nobody' }] },
  { name: 'delete a decision', shape: line('a'), decisions: [decision('1'), decision('2')], steps: [{ evaluate: '{scenario}_rule' }, { delete: '{scenario}_rule' }, { evaluate: '{scenario}_rule' }, { delete: '{scenario}_rule' }, { evaluate: '{scenario}_rule' }], except: { '8.5': 'its codes of EvaluateDecision are others' } },
  { name: 'delete a decision that a task calls', shape: { nodes: { s: 'start', d: { rule: '{scenario}_rule', result: 'r' }, z: job }, flows: ['s d z'] }, decisions: [decision('1')], steps: [{ create: {} }, { complete: 'z' }, { delete: '{scenario}_rule' }, { create: {} }, { cancel: 1 }] },
]
