/** Every sentence of a judge of files has its Chinese in the room's catalogue, with the same places for what differs; none is left over. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { inLanguage, keyOf, messageOf, saying } from '../../server/forms/sentence.ts'
import { root } from './floors.ts'

/** Each catalogue with the folders whose `say` it serves, and the sentences that wait for their Chinese and are said in English: those only grow fewer. */
const rooms: [catalogue: string, folders: string[], missing: string[]][] = [
  ['processes/rules/zh.json', ['processes/rules', 'processes/rules/support'], []],
  ['processes/play/zh.json', ['processes/play', 'modeler/tryout', 'scripts/scenario'], []],
  ['server/forms/zh.json', ['server/forms'], []],
  ['server/matters/zh.json', ['server/matters', 'server/publication', 'modeler/lint', 'modeler/drawing'], []],
]

describe.each(rooms)('%s', (catalogue, folders, missing) => {
  const chinese = read(catalogue)
  const said = new Set(folders.flatMap((folder) => filesOf(folder).flatMap(textsIn)))

  it('has the Chinese of every sentence but those that are known to wait', () => {
    expect([...said].filter((text) => !Object.hasOwn(chinese, text))).toEqual(missing)
  })

  it('has none that nobody says', () => {
    expect(Object.keys(chinese).filter((text) => !said.has(text))).toEqual([])
  })

  it('names what the English names', () => {
    expect(Object.entries(chinese).filter(([en, zh]) => placesOf(en) !== placesOf(zh)).map(([en]) => en)).toEqual([])
  })
})

/** What others say, which comes as a value, with where it is said. Of ajv's words, which are put together, none is written out there. */
describe.each([
  ['processes/rules/zh.others.json', ['server/matters', 'server/engine/model', 'server/engine/elements', 'server/letters', 'server/intake', 'processes/rules', 'node_modules/bpmnlint/rules', 'node_modules/bpmnlint-plugin-camunda-compat/rules/utils']],
  ['server/forms/zh.words.json', ['server/forms']],
])('%s', (file, folders) => {
  const others = read(file)
  const putTogether = (en: string): boolean => en.startsWith('must ') || en.startsWith('{0} is missing ')

  it('names what the English names', () => {
    // what lacks an event is named by the element already: "Process is missing end event"
    expect(Object.entries(others).filter(([en, zh]) => !en.startsWith('{0} is missing ') && placesOf(en) !== placesOf(zh)).map(([en]) => en)).toEqual([])
  })

  it('has nothing that nobody says', () => {
    const text = folders.flatMap(filesOf).map((file) => readFileSync(file, 'utf8')).join('\n').replaceAll("\\'", "'").replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '{}')
    expect(Object.keys(others).filter((en) => !putTogether(en) && !text.includes(en.replace(/\{\d+\}/g, '{}')))).toEqual([])
  })
})

describe('a sentence', () => {
  const say = saying({ 'Step {0} has {1}, {2}.': '环节{0}：{2}，{1}。', 'no form': '没有表单' }, { 'must be {0}': '类型应为 {0}', 'must be equal to one': '不在其中' })

  it('is said in both languages, what stands in it too', () => {
    expect(say`Step ${'"窗口受理" (acceptance)'} has ${say`no form`}, ${'1.5wd'}.`).toEqual({ en: 'Step "窗口受理" (acceptance) has no form, 1.5wd.', zh: '环节“窗口受理”（acceptance）：1.5 个工作日，没有表单。' })
    expect(say`Step ${'must be string'} has ${'must be equal to one'}, ${'acceptance'}.`.zh).toBe('环节类型应为 string：acceptance，不在其中。')
  })

  it('without Chinese is told in English to everybody', () => {
    const untold = messageOf(say`Nobody ${1}.`)
    expect(untold).toEqual({ message: 'Nobody 1.' })
    expect(inLanguage(untold, 'zh')).toEqual({ message: 'Nobody 1.' })
    expect(inLanguage(messageOf(say`no form`), 'zh')).toEqual({ message: '没有表单' })
    expect(inLanguage(messageOf(say`no form`), 'en')).toEqual({ message: 'no form' })
  })
})

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder)).filter((name) => /\.(ts|js)$/.test(name)).map((name) => join(root, folder, name))
}

/** The texts of all `say` in a file; the one of the pages, say(request, …), is no template. */
function textsIn(file: string): string[] {
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') found.push(keyOf(partsOf(node.template)))
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true))
  return found
}

function partsOf(template: ts.TemplateLiteral): string[] {
  return ts.isNoSubstitutionTemplateLiteral(template) ? [template.text] : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)]
}

function placesOf(text: string): string {
  return [...new Set(text.match(/\{\d+\}/g) ?? [])].sort().join()
}
