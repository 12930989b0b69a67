// Every rule: its page, its fixtures, and that it says of them what its page says it says. And that bpmnlint runs those of a diagram.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { Linter } from 'bpmnlint'
import { describe, expect, it } from 'vitest'
import guideIsComplete from '../../processes/rules/guide-is-complete.ts'
import { rules } from '../../processes/rules/index.ts'
import plugin from '../../processes/rules/plugin.ts'
import type { DiagramRule, Rule } from '../../processes/rules/rule.ts'
import { checkBundle, checkDiagram } from '../../processes/rules/run.ts'
import { sampleOrganisation } from '../../server/matters/checkFolder.ts'
import { bundleFrom, diagramOf, fixturesOf, pageOf, subjectFrom, treeOf } from '../support/ruleFixtures.ts'

const all: readonly Rule[] = [guideIsComplete, ...rules]
const frame = ['index', 'partly', 'plugin', 'rule', 'run', 'subject']

describe('the index', () => {
  it('lists every rule there is, once', () => {
    const files = readdirSync('processes/rules').filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts')).filter((name) => !frame.includes(name))
    expect(all.map(({ name }) => name).sort()).toEqual(files.sort())
    expect(readdirSync('processes/rules/fixtures').sort()).toEqual(files.sort())
  })
})

describe.each(all.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const page = pageOf(name)
  const fixtures = fixturesOf(name).map((fixture) => ({ ...fixture, found: once(async () => rule.find(await subjectFrom(fixture))) }))

  it('has a page that names it and its weight', () => {
    expect(page).toMatchObject({ title: name, kind: `${rule.severity}, of the ${rule.of}` })
  })

  it.each(fixtures.filter(({ file }) => file.startsWith('valid-')).map((one) => [one.about, one] as const))('is silent: %s', async (_, fixture) => {
    expect(await fixture.found()).toEqual([])
  })

  it.each(fixtures.filter(({ file }) => file.startsWith('invalid-')).map((one) => [one.about, one] as const))('speaks: %s', async (_, fixture) => {
    const found = await fixture.found()
    expect(found.map(({ element }) => element ?? null)).toEqual(fixture.says)
    for (const { message } of found) expect(page.sentences.filter((sentence) => sentence.test(message)), message).not.toEqual([])
  })

  it('has fixtures of both kinds, and each sentence of its page is spoken', async () => {
    expect(new Set(fixtures.map(({ file }) => file.split('-')[0]))).toEqual(new Set(['valid', 'invalid']))
    const spoken = (await Promise.all(fixtures.map(({ found }) => found()))).flat().map(({ message }) => message)
    expect(page.sentences.filter((sentence) => !spoken.some((message) => sentence.test(message)))).toEqual([])
    expect(page.sentences).not.toEqual([])
  })
})

describe('a draft', () => {
  it('is told the same, one degree milder', async () => {
    const bundle = bundleFrom({ change: [{ set: 'matter/limits/promised/amount', to: 2 }, { set: 'matter/review', to: null }] })
    const organisation = sampleOrganisation()
    const weights = async (draft: boolean) => (await checkBundle(bundle, { organisation, draft })).map(({ rule, severity }) => `${rule} ${severity}`)
    expect(await weights(false)).toEqual(['steps-fit-the-promise error', 'ready-for-cases warning'])
    expect(await weights(true)).toEqual(['steps-fit-the-promise warning', 'ready-for-cases hint'])
  })
})

describe('bpmnlint', () => {
  it('runs the rules of a diagram and hears the same, by our plugin', async () => {
    const linter = new Linter({
      config: { extends: 'plugin:tongban/recommended' },
      resolver: { resolveRule: (_package: string, name: string) => plugin.rules[name]!, resolveConfig: () => plugin.configs.recommended },
    })
    const bundle = bundleFrom({ change: [{ from: 'key="limit" value="0.5wd"', to: 'key="limit" value="7"' }, { from: 'key="fourEyes" value="acceptance"', to: 'key="fourEyes" value="nobody"' }] })
    const heard = Object.entries(await linter.lint(await treeOf(bundle.diagram))).flatMap(([rule, reports]) => reports.map(({ id, message, category }) => [rule, id, category, message]))
    const told = (await checkDiagram(bundle.diagram)).map(({ rule, element, severity, message }) => [`tongban/${rule}`, element, severity, message])
    expect(heard).toEqual(told)
    expect(heard.map(([rule]) => rule)).toEqual(['tongban/steps-have-limits', 'tongban/headers-hold-known-values'])
  })

  it('is told of a diagram that is none, by each rule it asks', async () => {
    const tree = await treeOf(diagramOf('').replace('<bpmn:process id="jianzhu-shigong-xuke" isExecutable="true"></bpmn:process>', ''))
    const reports: string[] = []
    ;(plugin.rules['steps-have-limits'] as DiagramRule)().check(tree as never, { report: (_id, message) => { reports.push(message) } })
    expect(reports).toEqual([expect.stringContaining('holds exactly one process, this one holds none')])
  })
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
