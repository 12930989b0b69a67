/** Which files of a deployment get a new version: what Zeebe 8.8 was seen to do, step by step. */
import { expect, test } from 'vitest'
import { compileDecisions } from '../../server/engine/decisions/compile.ts'
import { execute } from '../../server/engine/machine/execute.ts'
import { Machine } from '../../server/engine/machine/machine.ts'
import type { Answer, CompiledResource } from '../../server/engine/machine/requests.ts'
import { compile } from '../../server/engine/model/compile.ts'
import { bpmn } from './support/diagram.ts'

const dmn = (id: string, value: string) => `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}" name="${id}" namespace="n"><decision id="${id}_d" name="d"><variable id="${id}_v" name="d" /><literalExpression id="${id}_l"><text>${value}</text></literalExpression></decision></definitions>`

/** `ra` in a.bpmn with jobs of type w: `ra:a.bpmn:w`; a DMN file: `m:m.dmn:1`. */
async function file(what: string): Promise<CompiledResource> {
  const [id, name, content] = what.split(':') as [string, string, string]
  if (name.endsWith('.dmn')) return { name, xml: content, checksum: content, processes: [], decisions: await compileDecisions(dmn(id, content)) }
  const xml = bpmn(id, { nodes: { s: 'start', a: { service: content } }, flows: ['s a'] })
  return { name, xml, checksum: xml, processes: await compile(xml) }
}

function deployments(): { deploy(...files: string[]): Promise<string>; machine: Machine; keyOf(id: string): number } {
  const machine = new Machine(() => 0)
  return {
    machine,
    keyOf: (id) => machine.definitions.latest(id)!.key,
    deploy: async (...files) => {
      const answer = execute(machine, { type: 'Deploy', resources: await Promise.all(files.map(file)) }) as Extract<Answer, { answer: 'deployed' }>
      return [...answer.definitions.map((each) => `${each.bpmnProcessId} ${each.version}`), ...answer.decisions.map((each) => `${each.id} ${each.version}`)].join(', ')
    },
  }
}

test('one changed file gives all of its deployment new versions', async () => {
  const { deploy } = deployments()
  expect(await deploy('ra:a.bpmn:w', 'rb:b.bpmn:w')).toBe('ra 1, rb 1')
  expect(await deploy('ra:a.bpmn:w', 'rb:b.bpmn:w')).toBe('ra 1, rb 1')
  expect(await deploy('ra:a.bpmn:w', 'rb:b.bpmn:x')).toBe('ra 2, rb 2')
  expect(await deploy('ra:a.bpmn:w', 'rb:b.bpmn:x')).toBe('ra 2, rb 2')
  expect(await deploy('ra:a.bpmn:w')).toBe('ra 2')
  expect(await deploy('ra:a.bpmn:w', 'rc:c.bpmn:w')).toBe('ra 3, rc 1')
  expect(await deploy('ra:a2.bpmn:w')).toBe('ra 4')
  expect(await deploy('rc:c.bpmn:w', 'ra:a2.bpmn:w', 'rb:b.bpmn:y')).toBe('rc 2, ra 5, rb 3')
})

test('processes and decisions count alike', async () => {
  const { deploy } = deployments()
  expect(await deploy('mp:m.bpmn:w', 'm:m.dmn:1')).toBe('mp 1, m_d 1')
  expect(await deploy('mp:m.bpmn:w', 'm:m.dmn:1')).toBe('mp 1, m_d 1')
  expect(await deploy('mp:m.bpmn:w', 'm:m.dmn:2')).toBe('mp 2, m_d 2')
  expect(await deploy('mp:m.bpmn:z', 'm:m.dmn:2')).toBe('mp 3, m_d 3')
  expect(await deploy('m:m.dmn:2')).toBe('m_d 3')
  expect(await deploy('m:m.dmn:2', 'n:n.dmn:2')).toBe('m_d 4, n_d 1')
})

test('what is deployed again after a deletion', async () => {
  const { deploy, machine, keyOf } = deployments()
  for (const type of ['a', 'b', 'c']) await deploy(`ra:a.bpmn:${type}`)
  execute(machine, { type: 'Delete', resource: machine.definitions.version('ra', 2)!.key })
  expect(await deploy('ra:a.bpmn:c')).toBe('ra 3')
  execute(machine, { type: 'Delete', resource: keyOf('ra') })
  expect(await deploy('ra:a.bpmn:a')).toBe('ra 4') // the latest again, but not the last that was deployed
  expect(await deploy('ra:a.bpmn:a')).toBe('ra 4')
})
