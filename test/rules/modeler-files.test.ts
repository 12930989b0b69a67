/** What the modeler says of a file before it opens it, and what becomes of a step whose template has a newer version. */
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { decoded } from '../../modeler/drawing/decoded.ts'
import { looked, partly } from '../../modeler/drawing/readable.ts'
import { told } from '../../modeler/drawing/told.ts'
import { planOf } from '../../modeler/templates/upgradePlan.ts'
import { wordsOf } from '../../modeler/words/words.ts'
import { readDiagram, UnreadableDiagram } from '../../server/matters/diagram.ts'

const diagram = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')
const none = { steps: [], gone: [], newer: [] }

describe('a file that is no diagram is refused by what it is', () => {
  test.each<[string, string, object]>([
    ['nothing', '  \n', { message: expect.stringContaining('empty') as string }],
    ['a picture', '\u0089PNG\r\n', { message: expect.stringContaining('no XML') as string, line: 1 }],
    ['JSON', '{"process": 1}', { message: expect.stringContaining('begins with "{"process": 1}"') as string }],
    ['a web page', '<!DOCTYPE html>\n<html><body>404</body></html>', { message: expect.stringContaining('HTML') as string, line: 2, element: 'html' }],
    ['a decision table', '<?xml version="1.0"?>\n<!-- d -->\n<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"/>', { message: expect.stringContaining('DMN') as string, line: 3 }],
    ['a case model', '<cmmn:definitions xmlns:cmmn="http://www.omg.org/spec/CMMN/20151109/MODEL"/>', { message: expect.stringContaining('CMMN') as string, line: 1 }],
    ['another XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', { message: expect.stringContaining('<svg>') as string }],
    ['a BPMN of 2009', diagram.replaceAll('20100524', '20091101'), { message: expect.stringContaining('BPMN 2.0') as string }],
    ['entities', diagram.replace('<bpmn:definitions', '<!DOCTYPE d [<!ENTITY a "b">]>\n<bpmn:definitions'), { message: expect.stringContaining('DOCTYPE') as string, line: 2 }],
    ['two planes in one diagram', diagram.replace('</bpmndi:BPMNPlane>', '</bpmndi:BPMNPlane><bpmndi:BPMNPlane id="p2"/>'), { message: expect.stringContaining('more than one BPMNPlane') as string, element: 'BPMNPlane' }],
    ['no process', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"/>', { message: expect.stringContaining('no process') as string }],
    ['cut off', diagram.slice(0, 4000), { line: expect.any(Number) as number }],
    ['a doubled id', diagram.replace('id="closeWithdrawn"', 'id="acceptance"'), { element: 'acceptance', line: expect.any(Number) as number }],
  ])('%s', async (_what, text, expected) => {
    expect(await looked(text)).toMatchObject(expected)
  })

  it('five megabytes are refused by their size', async () => {
    expect(await looked(diagram.replace('</bpmn:definitions>', `<!--${'x'.repeat(5_000_000)}--></bpmn:definitions>`))).toMatchObject({ message: expect.stringContaining('4000000') as string })
  })

  it('a greater-than sign in an attribute is no end of a tag', async () => {
    const inputs = `<zeebe:ioMapping>${'<zeebe:input source="= a &lt; b > c" target="d"/>'.repeat(300)}</zeebe:ioMapping>`
    const text = diagram.replace('<zeebe:formDefinition formKey="acceptance" />', `<zeebe:formDefinition formKey="acceptance" />${inputs}`)
    expect(text).not.toBe(diagram)
    expect(await looked(text)).toBeNull()
    await expect(readDiagram(text)).resolves.toMatchObject({ executable: true })
  })
})

describe('the bytes of a file', () => {
  const text = '<?xml version="1.0" encoding="UTF-16"?>\n<a name="窗口"/>'
  const wide = (big: boolean, mark: boolean): Uint8Array => {
    const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
    return big ? bytes.swap16() : bytes
  }

  test.each([['little', false, true], ['big', true, true], ['little without a mark', false, false], ['big without a mark', true, false]] as const)('UTF-16, %s', (_name, big, mark) => {
    expect(decoded(wide(big, mark))).toEqual({ text: text.replace('UTF-16', 'UTF-8') })
  })

  it('a mark of UTF-8 goes, the encoding that the declaration names is read', () => {
    expect(decoded(Buffer.from('\ufeff<a/>'))).toEqual({ text: '<a/>' })
    expect(decoded(Buffer.concat([Buffer.from('<?xml version="1.0" encoding="GB18030"?><a name="'), Buffer.from([0xb4, 0xb0, 0xbf, 0xda]), Buffer.from('"/>')]))).toEqual({ text: '<?xml version="1.0" encoding="UTF-8"?><a name="窗口"/>' })
  })

  it('what is no text in its encoding, or of an encoding nobody knows, is refused', () => {
    expect(decoded(Buffer.from([0x3c, 0xff, 0xfe, 0x3e]))).toMatchObject({ refused: { message: expect.stringContaining('utf-8') as string } })
    expect(decoded(Buffer.from('<?xml version="1.0" encoding="ebcdic-7"?><a/>'))).toMatchObject({ refused: { message: expect.stringContaining('ebcdic-7') as string } })
  })
})

describe('what the rules cannot read is named by its element', () => {
  it('a second process by its pool', async () => {
    const two = diagram.replace('<bpmn:process ', '<bpmn:collaboration id="c"><bpmn:participant id="ours" name="受理" processRef="huwai-guanggao"/><bpmn:participant id="theirs" name="申请人" processRef="second"/></bpmn:collaboration><bpmn:process id="second"/><bpmn:process ')
    const refused = await readDiagram(two).catch((error: unknown) => error) as UnreadableDiagram
    expect(refused).toBeInstanceOf(UnreadableDiagram)
    expect([refused.element, refused.message]).toEqual(['ours', 'A matter\'s diagram holds exactly one process, this one holds 2: "申请人", "受理". Keep one.'])
  })

  it('a flow that leads nowhere', async () => {
    const refused = await readDiagram(diagram.replace(/(<bpmn:sequenceFlow id="[^"]*" [^>]*)targetRef="[^"]*"/, '$1')).catch((error: unknown) => error) as UnreadableDiagram
    expect(refused.element).toMatch(/\w/)
  })
})

describe('what is told of a file', () => {
  const words = wordsOf('zh-CN')

  it('what was not drawn, with line and element, three at a time', () => {
    const xml = '<a>\n<b id="one"/>\n</a>'
    const found = partly([{ message: 'not drawn', context: { element: { id: 'one' } } }, { message: 'unresolved reference <x>', element: { id: 'one' } }], xml)
    expect(found).toMatchObject([{ line: 2, element: 'one' }, { line: 2, element: 'one' }])
    const said = told(words, 'zh-CN', 'x.bpmn', { partly: [...found, ...found], upgraded: none }, true)!
    expect(said.tone).toBe('danger')
    expect(said.text).toContain('有 4 处')
    expect(said.text.match(/第 2 行，元素 one/g)).toHaveLength(3)
  })

  it('nothing of a draft that was opened whole', () => {
    expect(told(words, 'zh-CN', 'x.bpmn', { partly: [], upgraded: none }, false)).toBeNull()
  })

  it('which steps took a newer template, what is gone, which are of a version that is not known', () => {
    const step = { element: 'a', name: '审核' }
    const said = told(words, 'zh-CN', 'x.bpmn', { partly: [], upgraded: { steps: [step], gone: [{ ...step, label: '紧急程度', value: '急' }], newer: [{ ...step, version: 9 }] } }, true)!
    expect(said).toMatchObject({ tone: 'danger' })
    expect(said.text).toContain('“审核”的“紧急程度”（急）')
    expect(told(wordsOf('en'), 'en', 'x.bpmn', { partly: [], upgraded: { steps: [step], gone: [], newer: [] } }, false)!.text).toMatch(/^1 step took/)
  })
})

describe('a template with a version 2', () => {
  const field = (key: string, more: object) => ({ label: key, binding: { type: 'zeebe:taskHeader', key }, ...more })
  const template = {
    properties: [field('limit', { type: 'String', value: '1wd' }), field('kind', { type: 'Hidden', value: 'new' }), field('sign', { type: 'Dropdown', value: 'one', choices: [{ name: '', value: 'one' }] }), field('note', { type: 'String', optional: true, value: '样例' }), field('fresh', { type: 'String', value: '必填' })],
    retired: [{ label: '紧急程度', binding: { type: 'zeebe:taskHeader' as const, key: 'urgency' } }, { label: '依据', binding: { type: 'zeebe:taskHeader' as const, key: 'source' }, now: 'limitSource' }],
  }

  it('keeps what was set and what it does not know, fixes what it fixes, begins what is new, and tells what is gone', () => {
    const headers = [{ key: 'limit', value: '5wd' }, { key: 'kind', value: 'old' }, { key: 'sign', value: 'three' }, { key: 'urgency', value: '急' }, { key: 'source', value: '第七条' }, { key: 'ours', value: 'stays' }]
    const { changes, gone } = planOf(headers, template)
    expect(Object.fromEntries(changes)).toEqual({ kind: 'new', sign: 'one', urgency: null, source: null, limitSource: '第七条', fresh: '必填' })
    expect(gone).toEqual([{ label: '紧急程度', value: '急' }, { label: 'sign', value: 'three' }])
  })

  it('leaves a step alone that has all it needs', () => {
    const { changes, gone } = planOf([{ key: 'limit', value: '' }, { key: 'kind', value: 'new' }, { key: 'sign', value: 'one' }, { key: 'fresh', value: 'x' }], template)
    expect([...changes]).toEqual([])
    expect(gone).toEqual([])
  })

  it('does not write over a field that has its new name already', () => {
    const { changes, gone } = planOf([{ key: 'source', value: 'alt' }, { key: 'limitSource', value: 'neu' }, { key: 'kind', value: 'new' }, { key: 'limit', value: '1wd' }, { key: 'sign', value: 'one' }, { key: 'fresh', value: 'x' }], template)
    expect([...changes]).toEqual([['source', null]])
    expect(gone).toEqual([{ label: '依据', value: 'alt' }])
  })
})
