/** Merging two states of a matter's files: nothing that a person wrote is lost without that person's word. */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decided, mergeFiles } from '../../modeler/drafts/merge.ts'

const diagram = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')
const was = { 'process.bpmn': diagram, 'matter.json': '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n', 'letters/x.hbs': 'one\ntwo\nthree\n' }

describe('two states become one', () => {
  it('takes what one side alone changed, added or removed', async () => {
    const { 'letters/x.hbs': _gone, ...mine } = { ...was, 'forms/new.schema.json': '{}' }
    const merged = await mergeFiles(was, mine, { ...was, 'matter.json': '{}' })
    expect(merged).toEqual({ files: { 'process.bpmn': diagram, 'matter.json': '{}', 'forms/new.schema.json': '{}' }, conflicts: [] })
  })

  it('joins different places of one diagram', async () => {
    const mine = { ...was, 'process.bpmn': diagram.replace('name="窗口受理"', 'name="窗口收件"') }
    const theirs = { ...was, 'process.bpmn': diagram.replace('name="现场核查（两人）"', 'name="两人现场核查"') }
    const merged = await mergeFiles(was, mine, theirs)
    expect(merged.conflicts).toEqual([])
    expect(merged.files['process.bpmn']).toContain('name="窗口收件"')
    expect(merged.files['process.bpmn']).toContain('name="两人现场核查"')
  })

  it('asks where both changed the same lines, and where lines fit but the whole is torn', async () => {
    const mine = { ...was, 'matter.json': was['matter.json'].replace('"d": 4', '"d": 5'), 'process.bpmn': diagram.replace('id="coordinate" name="牵头协调"', 'id="coordinate" name="甲"') }
    const theirs = { ...was, 'matter.json': was['matter.json'].replace('{\n', '[\n'), 'process.bpmn': diagram.replace('id="coordinate" name="牵头协调"', 'id="coordinate" name="乙"') }
    const merged = await mergeFiles(was, mine, theirs)
    expect(merged.conflicts.map(({ path }) => path)).toEqual(['matter.json', 'process.bpmn'])
    expect(decided(merged, new Set(['matter.json']))).toMatchObject({ 'matter.json': theirs['matter.json'], 'process.bpmn': mine['process.bpmn'] })
  })

  it('asks where one side changed what the other removed', async () => {
    const { 'letters/x.hbs': _gone, ...theirs } = was
    const merged = await mergeFiles(was, { ...was, 'letters/x.hbs': 'mine' }, theirs)
    expect(merged.conflicts).toEqual([{ path: 'letters/x.hbs', mine: 'mine', theirs: undefined }])
    expect(decided(merged, new Set(['letters/x.hbs']))['letters/x.hbs']).toBeUndefined()
  })

  it('loses no change: of any three states each side\'s files are in the result, or asked about', async () => {
    const state = fc.dictionary(fc.constantFrom('a.hbs', 'b.hbs', 'c.hbs'), fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 4 }).map((lines) => lines.join('\n')))
    await fc.assert(fc.asyncProperty(state, state, state, async (ancestor, mine, theirs) => {
      const { files, conflicts } = await mergeFiles(ancestor, mine, theirs)
      for (const path of ['a.hbs', 'b.hbs', 'c.hbs']) {
        const asked = conflicts.some((conflict) => conflict.path === path)
        if (mine[path] === theirs[path]) expect([files[path], asked]).toEqual([mine[path], false])
        else if (mine[path] === ancestor[path]) expect([files[path], asked]).toEqual([theirs[path], false])
        else if (theirs[path] === ancestor[path]) expect([files[path], asked]).toEqual([mine[path], false])
        else if (ancestor[path] === undefined || mine[path] === undefined || theirs[path] === undefined) expect(asked).toBe(true)
        else if (!asked) for (const side of [mine, theirs]) for (const line of side[path]!.split('\n')) if (!ancestor[path]!.split('\n').includes(line)) expect(files[path]!.split('\n')).toContain(line)
      }
    }), { numRuns: 300 })
  })
})
