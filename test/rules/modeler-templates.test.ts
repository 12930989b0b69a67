/** The element templates: valid for any Camunda Modeler, one for each concept, right from the first use, recognised in what was drawn before. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it, test } from 'vitest'
import { readReturns, readSheet, withRule, withSilence, writeSheet } from '../../modeler/panel/sheet.ts'
import { stepDefaults } from '../../modeler/templates/defaults.ts'
import { templates, type Template } from '../../modeler/templates/index.ts'
import { spokenIn } from '../../modeler/templates/localised.ts'
import { conceptOf, jobConcepts } from '../../modeler/templates/recognise.ts'
import english from '../../modeler/words/templates.en.json' with { type: 'json' }
import { checkDiagram } from '../../processes/rules/run.ts'
import { platformJobs } from '../../server/matters/platformJobs.ts'
import { parseLimit } from '../../server/deadlines/limit.ts'
import { readDiagram } from '../../server/matters/diagram.ts'

const { validateZeebe } = createRequire(import.meta.url)('@bpmn-io/element-templates-validator') as { validateZeebe(template: object): { valid: boolean; errors?: object[] } }
const files = readdirSync('modeler/templates').filter((name) => name.endsWith('.json'))
const named = templates.map((template) => [template.id.replace('tongban:', ''), template] as const)

describe('the templates', () => {
  it('are all listed, each under its file\'s name', () => {
    expect(named.map(([name]) => `${name}.json`).sort()).toEqual(files.sort())
    expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length)
  })

  test.each(named)('%s is valid after the public schema', (_name, template) => {
    expect(validateZeebe(template)).toMatchObject({ valid: true })
  })

  it('answer every job type of the platform', () => {
    expect(Object.keys(jobConcepts).sort()).toEqual([...platformJobs].sort())
  })

  it('have English words for all they say', () => {
    expect(spokenIn(templates).filter((text) => !Object.hasOwn(english, text))).toEqual([])
  })

  it('have a picture each', () => {
    const drawn = [...readFileSync('modeler/templates/icons.ts', 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: '[a-z0-9-]+',$/gm)].map((match) => match[1]!)
    expect(drawn.sort()).toEqual(named.map(([name]) => name).sort())
  })
})

describe('a blank task that becomes a concept', () => {
  const tasks = named.filter(([, { elementType }]) => /Task$/.test(elementType?.value ?? ''))

  test.each(tasks)('%s is what it says, and no rule has anything against it', async (name, template) => {
    const xml = processWith(name, template)
    const node = (await readDiagram(xml)).nodes.get('probe')!
    expect(conceptOf({ ...node, event: node.event?.kind })).toBe(name)
    expect((await checkDiagram(xml)).filter(({ element, severity }) => element === 'probe' && severity === 'error').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    if (node.headers.limit !== undefined) expect(parseLimit(node.headers.limit)).not.toBeNull()
  })
})

describe('what was drawn before', () => {
  const matters = readdirSync('processes', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).filter((name) => readdirSync(`processes/${name}`).includes('process.bpmn'))

  test.each(matters)('%s: every task and every boundary event is a concept', async (matter) => {
    const { nodes } = await readDiagram(readFileSync(`processes/${matter}/process.bpmn`, 'utf8'))
    const concepts = [...nodes.values()].filter(({ type }) => /Task$|BoundaryEvent$/.test(type))
      .map((node) => [node.id, conceptOf({ ...node, event: node.event?.kind, messageName: node.event?.messageName, errorCode: node.event?.errorCode })])
    expect(concepts.length).toBeGreaterThan(2)
    expect(concepts.filter(([, concept]) => concept === null)).toEqual([])
  })

  it('a foreign job and a foreign event are none', () => {
    expect(conceptOf({ type: 'ServiceTask', jobType: 'payroll', headers: {} })).toBeNull()
    expect(conceptOf({ type: 'ServiceTask', jobType: 'constructor', headers: {} })).toBeNull()
    expect(conceptOf({ type: 'BoundaryEvent', headers: {}, event: 'timer' })).toBeNull()
  })
})

describe('the sheet in the panel', () => {
  const text = '{"rule":{"kind":"all"},"departments":[{"body":"ziran","name":"自然资源局","limit":"3wd","materials":[]},{"body":"yuanlin","name":"园林局","limit":"2wd"}],"silence":{"kind":"escalate"},"form":"coApproval","note":"样例"}'

  it('comes back as it was, with what the panel does not know', () => {
    expect(JSON.parse(writeSheet(readSheet(text)!))).toEqual(JSON.parse(text))
  })

  it('gives a rule what it needs and drops what the one before needed', () => {
    const quorum = withRule(readSheet(text)!, 'quorum')
    expect(quorum.rule).toEqual({ kind: 'quorum', n: 1 })
    expect(withRule(quorum, 'any').rule).toEqual({ kind: 'any' })
    expect(withSilence(quorum, 'default').silence).toEqual({ kind: 'default', opinion: 'agree', law: '' })
  })

  it('is none where the text is none', () => {
    for (const broken of [undefined, '', 'null', '[]', '{"rule":1}', '{"rule":{"kind":"all"},"departments":7}']) expect(readSheet(broken), broken).toBeNull()
    expect(readReturns('{')).toEqual([])
  })
})

function processWith(name: string, template: Template): string {
  const given = template.properties.filter(({ value }) => value !== undefined)
  const headers = given.filter(({ binding }) => binding.type === 'zeebe:taskHeader').map(({ binding, value }) => `<zeebe:header key="${binding.key}" value="${escape(value!)}"/>`)
  const job = given.find(({ binding }) => binding.type === 'zeebe:taskDefinition')
  const defaults = stepDefaults[name]
  const called = given.filter(({ binding }) => binding.type === 'zeebe:calledDecision').map(({ binding, value }) => `${binding.property}="${value}"`)
  const extensions = [
    called.length > 0 ? `<zeebe:calledDecision ${called.join(' ')}/>` : '',
    job ? `<zeebe:taskDefinition type="${job.value}"/>` : '', defaults ? `<zeebe:formDefinition formKey="${defaults.form}"/>` : '',
    defaults?.candidates ? `<zeebe:assignmentDefinition candidateGroups="${defaults.candidates}"/>` : '', headers.length > 0 ? `<zeebe:taskHeaders>${headers.join('')}</zeebe:taskHeaders>` : '',
  ].join('')
  const element = template.elementType!.value.replace('bpmn:U', 'bpmn:u').replace('bpmn:S', 'bpmn:s').replace('bpmn:B', 'bpmn:b')
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d" targetNamespace="t" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
<bpmn:process id="probe-matter" name="样例" isExecutable="true"><bpmn:startEvent id="s" name="开始"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
<${element} id="probe" name="样例环节"><bpmn:extensionElements>${extensions}</bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></${element}>
<bpmn:endEvent id="e" name="结束"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="probe"/><bpmn:sequenceFlow id="f2" sourceRef="probe" targetRef="e"/></bpmn:process></bpmn:definitions>`
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&#34;').replace(/</g, '&lt;')
}
