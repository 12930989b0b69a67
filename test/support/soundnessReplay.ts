/**
 * A counterexample played on the engine's pure step. Each flow is drawn with a job on it, so that a token rests where the net has it
 * until its job is done; choices are told by the variables that the job brings.
 */
import type { Unsound } from '../../processes/rules/soundness/soundness.ts'
import { plainFeel } from '../../server/engine/decisions/feel.ts'
import type { Event } from '../../server/engine/events.ts'
import { compile } from '../../server/engine/model/compile.ts'
import { emptyInstance, FIRST_KEY, isOver, type Instance } from '../../server/engine/state.ts'
import { step } from '../../server/engine/step.ts'
import type { Command } from '../../server/engine/commands.ts'
import type { Drawing, Kind } from './smallDiagrams.ts'

const DEFINITION = FIRST_KEY

/** @returns the fault that the engine has come to, or what it did instead. */
export async function replay(drawing: Drawing, { fault, element, moves }: Pick<Unsound, 'fault' | 'element' | 'moves'>): Promise<string> {
  const [process] = await compile(withJobs(drawing))
  let key = FIRST_KEY + 10
  let instance: Instance = emptyInstance(FIRST_KEY + 1, DEFINITION, 'p', 1)
  const events: Event[] = []
  const run = (command: Command): void => {
    const result = step(process!, instance, command, {
      now: 0, nextKey: () => key++, feel: () => { throw new Error('only comparisons are drawn') }, raw: plainFeel, buffered: () => null, budget: 1_000, room: 1_000_000,
      deployed: { find: () => null, deploymentOf: () => DEFINITION, definition: () => null, ready: () => true, graph: () => process!, decision: () => null, decisionReady: () => false, decisionGraph: () => { throw new Error('no decisions are drawn') } },
    })
    if (!result.ok) throw new Error(result.rejection.reason)
    instance = result.instance
    events.push(...result.events)
  }
  const jobs = (flow: string) => [...instance.jobs.values()].filter(({ elementId }) => elementId === `at_${flow}`)
  const finish = (flow: string, variables: Record<string, boolean>): boolean => {
    const job = jobs(flow)[0]
    if (job) run({ type: 'CompleteJob', key: job.key, variables })
    return job !== undefined
  }
  const leaving = (id: string) => drawing.flows.filter(({ from }) => from === id).map((flow) => flow.id)

  run({ type: 'CreateInstance', variables: {} })
  for (const move of moves.slice(1)) {
    const choice = Object.fromEntries(leaving(move.element).map((flow) => [`go_${flow}`, move.give.includes(flow)]))
    for (const flow of move.take) if (!finish(flow, choice)) return `no token on ${flow} for ${move.element}`
    for (const flow of move.give) if (jobs(flow).length === 0) return `no token given to ${flow} by ${move.element}`
  }
  if (moves.at(-1)!.give.some((flow) => jobs(flow).length > 1)) return 'unsynchronised'
  if (events.filter((event) => event.type === 'ElementCompleted' && event.elementId === element).length > 1 && fault === 'improper') return 'improper'
  if (fault === 'endless') return isOver(instance) ? 'over' : 'endless'
  for (const job of [...instance.jobs.values()]) run({ type: 'CompleteJob', key: job.key, variables: {} })
  return instance.jobs.size === 0 && instance.incidents.size === 0 && !isOver(instance) ? 'deadlock' : 'it goes on'
}

const tags: Record<Kind, string> = { startEvent: 'startEvent', endEvent: 'endEvent', terminate: 'endEvent', task: 'task', exclusiveGateway: 'exclusiveGateway', parallelGateway: 'parallelGateway', inclusiveGateway: 'inclusiveGateway' }

function withJobs({ nodes, flows }: Drawing): string {
  const choosing = new Set(nodes.filter(({ id, kind }) => (kind === 'exclusiveGateway' || kind === 'inclusiveGateway') && flows.filter(({ from }) => from === id).length > 1).map(({ id }) => id))
  const elements = nodes.map(({ id, kind }) => `<bpmn:${tags[kind]} id="${id}">${flows.filter(({ to }) => to === id).map((flow) => `<bpmn:incoming>to_${flow.id}</bpmn:incoming>`).join('')}${flows.filter(({ from }) => from === id).map((flow) => `<bpmn:outgoing>${flow.id}</bpmn:outgoing>`).join('')}${kind === 'terminate' ? `<bpmn:terminateEventDefinition id="t_${id}" />` : ''}</bpmn:${tags[kind]}>`)
  const jobs = flows.map(({ id, from, to }) => `<bpmn:serviceTask id="at_${id}"><bpmn:extensionElements><zeebe:taskDefinition type="w" /></bpmn:extensionElements><bpmn:incoming>${id}</bpmn:incoming><bpmn:outgoing>to_${id}</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="at_${id}">${choosing.has(from) ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=go_${id}</bpmn:conditionExpression>` : ''}</bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_${id}" sourceRef="at_${id}" targetRef="${to}" />`)
  return `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><bpmn:process id="p" isExecutable="true">${elements.join('')}${jobs.join('')}</bpmn:process></bpmn:definitions>`
}
