/** The workspace of the modeler, the look at a file before it is opened, and the judgement that the browser and publication share. */
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { looked } from '../../modeler/drawing/readable.ts'
import { ELSEWHERE as LEFT_OUT, judge, roadOf } from '../../modeler/lint/judgement.ts'
import { Workspace, type FileChange } from '../../modeler/workspace.ts'
import type { Files } from '../../server/modeler/files.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { ELSEWHERE } from '../../server/modeler/judge.ts'
import { matterFolders, readBundle } from '../../server/matters/bundle.ts'
import { readOrganisation, sampleFile } from '../../server/people/organisationFile.ts'

function filesOf({ matter, diagram, forms, letters, tables = {} }: Bundle): Files {
  const named = (folder: string, ending: string, all: Record<string, unknown>) => Object.entries(all).map(([name, content]) => [`${folder}/${name}${ending}`, typeof content === 'string' ? content : JSON.stringify(content)])
  return { 'process.bpmn': diagram, 'matter.json': JSON.stringify(matter), ...Object.fromEntries([...named('forms', '.schema.json', forms), ...named('letters', '.hbs', letters), ...named('tables', '.dmn', tables)]) }
}

const base = { revision: 'r1', effectiveFrom: '2026-01-01' }
const open = (): Workspace => new Workspace('probe', base, { 'process.bpmn': 'a', 'matter.json': 'b' })

describe('a workspace', () => {
  it('tells everybody of a change, and nobody of none', () => {
    const workspace = open()
    const heard: FileChange[] = []
    const end = workspace.onChange((change) => heard.push(change))
    workspace.write('process.bpmn', 'a', 'diagram')
    workspace.write('process.bpmn', 'c', 'diagram')
    end()
    workspace.write('process.bpmn', 'd', 'diagram')
    expect(heard).toEqual([{ path: 'process.bpmn', writer: 'diagram' }])
    expect(workspace.revision).toBe(2)
  })

  it('knows what differs from its base: changed, new, removed', () => {
    const workspace = open()
    workspace.write('forms/x.schema.json', '{}', 'forms')
    workspace.remove('matter.json', 'guide')
    expect(workspace.changed()).toEqual(['forms/x.schema.json', 'matter.json'])
    workspace.replace(workspace.baseFiles, 'versions')
    expect(workspace.changed()).toEqual([])
  })

  it('moves to another base with its files', () => {
    const workspace = open()
    workspace.write('process.bpmn', 'mine', 'diagram')
    workspace.replace({ 'process.bpmn': 'merged' }, 'merge', { base: { revision: 'r2', effectiveFrom: null }, files: { 'process.bpmn': 'theirs' } })
    expect([workspace.base.revision, workspace.files(), workspace.changed()]).toEqual(['r2', { 'process.bpmn': 'merged' }, ['process.bpmn']])
  })

  it('takes no name of an object for a file', () => {
    expect(open().read('constructor')).toBeUndefined()
  })
})

describe('a file is looked at before it is opened', () => {
  const good = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')
  test.each<[string, string, object]>([
    ['no XML', 'PK\u0003\u0004 a zip', { message: expect.any(String) }],
    ['nothing', '  ', { message: 'The file is empty.' }],
    ['another vocabulary', '<?xml version="1.0"?>\n<html><body/></html>', { message: expect.any(String) }],
    ['a DOCTYPE', good.replace('?>\n', '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'), { line: 2 }],
    ['a tag that is not closed', good.replace('</bpmn:startEvent>', ''), { line: expect.any(Number) }],
    ['an id twice', good.replace('id="coordinate"', 'id="coApproval"'), { element: 'coApproval', line: expect.any(Number) }],
    ['tags in tags without end', `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`, { line: 1 }],
  ])('%s is refused', async (_name, xml, wanted) => {
    expect(await looked(xml)).toMatchObject(wanted)
  })

  it('takes what it should, unknown extensions included', async () => {
    expect(await looked(good)).toBeNull()
    expect(await looked(good.replace('<bpmn:process ', '<bpmn:process xmlns:foreign="urn:foreign" foreign:colour="red" '))).toBeNull()
  })
})

describe('what the browser says of a matter is what publication says', () => {
  const { bodies } = readOrganisation(sampleFile)
  const place = {
    bodies: bodies.map(({ id, name }) => ({ id, name })), shared: {},
    groups: bodies.flatMap(({ id, roles, officers }) => roles.map(({ code, name }) => ({ id: `${id}/${code}`, name, holders: officers.filter((officer) => officer.roles.includes(code)).map(({ login }) => login) }))),
  }
  const bundleOf = (code: string) => readBundle(`processes/${code}`, 'forms')

  test.each(matterFolders('processes'))('%s is fine', async (code) => {
    expect(await judge({ files: filesOf(bundleOf(code)), place })).toEqual([])
  })

  it('nobody is asked in the guide for what publication brings: a signature and a day', async () => {
    const { matter, ...rest } = bundleOf('huwai-guanggao')
    expect(await judge({ files: filesOf({ ...rest, matter: { ...matter, review: null, effectiveFrom: null } }), place })).toEqual([])
  })

  it('a broken guide is told with its file, and the diagram is judged all the same', async () => {
    const files: Files = { ...filesOf(bundleOf('huwai-guanggao')), 'matter.json': '{ "code": ' }
    files['process.bpmn'] = files['process.bpmn']!.replace('<zeebe:header key="limit" value="2wd" />', '')
    const problems = await judge({ files, place })
    expect(problems.map(({ rule, file, element }) => [rule, file, element])).toEqual([['bundle-is-readable', 'matter.json', undefined], ['steps-have-limits', 'process.bpmn', 'siteVisit']])
  })

  it('the longest road is that of the check, and none where the guide is none', async () => {
    const files: Files = filesOf(bundleOf('jianzhu-shigong-xuke'))
    expect(await roadOf({ files, place })).toMatchObject({ workingDays: expect.closeTo(3, 6), promised: '3wd' })
    expect(await roadOf({ files: { ...files, 'matter.json': '{}' }, place })).toBeNull()
    expect(await roadOf({ files: { ...files, 'process.bpmn': '<x/>' }, place })).toBeNull()
  })

  it('the rules that a browser cannot run are those that the server runs for it', () => {
    expect(LEFT_OUT).toEqual(ELSEWHERE)
  })
})
