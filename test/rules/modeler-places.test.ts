/** Where a problem leads in the modeler: every rule's finding to an element and an entry, a place of the guide, a field of a form, a line that is there. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { placeInForm } from '../../modeler/forms/placeOf.ts'
import { at, pathOf, pointerOf } from '../../modeler/forms/schemaPath.ts'
import { placeOf, sectionOf } from '../../modeler/guide/schema.ts'
import { entriesFor } from '../../modeler/panel/entriesFor.ts'
import { stepDefaults } from '../../modeler/templates/defaults.ts'
import { templates } from '../../modeler/templates/index.ts'
import { conceptOf } from '../../modeler/templates/recognise.ts'
import { tabs } from '../../modeler/tabs/index.ts'
import guideIsComplete from '../../processes/rules/guide-is-complete.ts'
import { rules } from '../../processes/rules/index.ts'
import type { Fact, Finding } from '../../processes/rules/rule.ts'
import { DIAGRAM, GUIDE, type BundleSubject } from '../../processes/rules/subject.ts'
import type { Node } from '../../server/matters/diagram.ts'
import { readBundle } from '../../server/matters/bundle.ts'
import { scenarioTextProblems } from '../../server/matters/scenario.ts'
import { fixturesOf, subjectFrom } from '../support/ruleFixtures.ts'

/** Of these the element as it stands in the picture is the place: what is wrong is how it is drawn, not what is set of it. */
const DRAWN = new Set([
  'process-names-its-platform', 'engine-takes-diagram', 'is-drawn-well', 'camunda-takes-diagram', 'nothing-waits-for-ever', 'loops-have-a-wait', 'branches-are-synchronised', 'ends-properly',
  'every-step-can-be-reached', 'soundness-is-proved', 'every-outcome-leads-on', 'delivery-has-a-window', 'refusals-have-letters', 'silence-is-drawn', 'first-wait-is-platform-job', 'variables-are-produced', 'tables-are-called',
])
/** Every entry that bpmn.io's panel can show. */
const library = readFileSync('node_modules/bpmn-js-properties-panel/dist/index.esm.js', 'utf8')

describe.each([guideIsComplete, ...rules].map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const fixtures = fixturesOf(name).filter(({ file }) => file.startsWith('invalid-'))

  it.each(fixtures.map((one) => [one.about, one] as const))('leads to a place that is there: %s', async (_, fixture) => {
    const subject = await subjectFrom(fixture)
    for (const found of rule.find(subject)) {
      if (found.file.startsWith('tables/')) continue // decision tables have no tab: they are opened in a modeler of their own
      expect(tabs.filter((tab) => tab.owns(found.file)), found.file).toHaveLength(1)
      if (found.file === DIAGRAM) inDiagram(found, subject, DRAWN.has(name))
      else if (found.file === GUIDE) inGuide(found, subject)
      else if (found.file.startsWith('forms/')) inForm(found, subject)
      else expect(subject.bundle.letters[found.file.slice('letters/'.length, -'.hbs'.length)], found.file).toBeDefined()
    }
  })
})

function inDiagram({ element, fact, message }: Finding, { diagram, bundle }: BundleSubject, drawn: boolean): void {
  if (element !== undefined) expect(bundle.diagram, message).toContain(`id="${element}"`)
  if (fact === undefined) return expect(drawn, `${message}: names no fact`).toBe(true)
  const node = diagram.nodes.get(element ?? '')
  const entries = entriesFor(fact, { id: element ?? '', concept: node ? conceptOfNode(node) : null, headers: Object.keys(node?.headers ?? {}) })
  expect(entries.filter((entry) => isEntry(entry, fact, node)), `${message}: ${fact} of ${entries.join(', ')}`).not.toEqual([])
}

function conceptOfNode({ type, jobType, headers, event }: Node): string | null {
  const of = event && event.kind !== 'none' ? { event: event.kind, ...(event.messageName ? { messageName: event.messageName } : {}), ...(event.errorCode ? { errorCode: event.errorCode } : {}) } : {}
  return conceptOf({ type, headers, ...(jobType === undefined ? {} : { jobType }), ...of })
}

/** Whether the panel of this element can show it. */
function isEntry(entry: string, fact: Fact, node: Node | undefined): boolean {
  const concept = node ? conceptOfNode(node) : null
  if (entry.startsWith('tongban-')) return concept !== null && Object.hasOwn(stepDefaults, concept)
  const header = /^(.+)-header-(\d+)-value$/.exec(entry)
  if (header) return header[1] === node?.id && Object.keys(node!.headers)[Number(header[2])] === fact.slice('header:'.length).split('/')[0]
  const templated = /^custom-entry-tongban:([a-z-]+)-([a-z]+)-(\d+)$/.exec(entry)
  if (templated) {
    const property = templates.find(({ id }) => id === `tongban:${templated[1]}`)!.properties.filter(({ group }) => group === templated[2])[Number(templated[3])]
    return templated[1] === concept && property?.binding.key === fact.slice('header:'.length).split('/')[0]
  }
  return library.includes(`id: '${entry}'`) || /-(input|output)-0-(source|target)$/.test(entry)
}

function inGuide({ element, message }: Finding, { bundle: { matter } }: BundleSubject): void {
  const pointer = element!
  const path = placeOf(matter, pathOf(pointer))
  if (path.length === 0) return expect(['/', '/unknownField'].includes(pointer) || !Object.hasOwn(matter, pathOf(pointer)[0]!), message).toBe(true)
  expect(sectionOf(path), message).toBeDefined()
  // all of it but the keys that a field of its own holds as lines (data of a child) or that are numbers of a list of texts
  expect(pointer.startsWith(pointerOf(path)) && pathOf(pointer).length - path.length <= 1, `${pointer} leads to ${pointerOf(path)}`).toBe(true)
}

function inForm({ file, element, field, message }: Finding, { bundle }: BundleSubject): void {
  const schema = bundle.forms[file.slice('forms/'.length)]!
  const place = placeInForm(schema, { ...(element === undefined ? {} : { element }), ...(field === undefined ? {} : { field }) })
  expect(at(schema, pathOf(place.pointer)), message).toBeDefined()
  if (element !== undefined && !element.startsWith('/required') && at(schema, pathOf(element)) !== undefined) expect(element.startsWith(place.pointer) && (place.built || place.pointer === element), `${element} leads to ${place.pointer}`).toBe(true)
}

describe('a scenario', () => {
  const bundle = readBundle('processes/huwai-guanggao', 'forms')
  const text = readFileSync('processes/huwai-guanggao/scenarios/bu-yu-shouli.yaml', 'utf8')
  const problemsOf = (changed: string) => scenarioTextProblems({ 'scenarios/bu-yu-shouli.yaml': changed }, bundle)

  it('that fits is not spoken of', async () => {
    expect(await problemsOf(text)).toEqual([])
  })

  it('leads to the line of the act that names no step', async () => {
    const changed = text.replace('step: acceptance', 'step: nowhere')
    const [problem] = await problemsOf(changed)
    expect(problem).toMatchObject({ rule: 'scenarios-fit', severity: 'error', file: 'scenarios/bu-yu-shouli.yaml', element: 'acts/0' })
    expect(changed.split('\n')[problem!.line! - 1]).toMatch(/^ {2}- .*nowhere/)
  })

  it.each([['no YAML', 'a: [', 1], ['no scenario', 'a: 1', 1], ['acts that are no list', text.replace(/\nacts:[\s\S]*?\nexpect:/, '\nacts: 5\nexpect:'), 1]])('%s is told at its head', async (_, changed, line) => {
    expect(await problemsOf(changed)).toEqual([expect.objectContaining({ rule: 'scenarios-fit', line, zh: expect.stringContaining('不能作为办理样例读取') })])
  })

  it('that nobody has written is asked for', async () => {
    expect((await scenarioTextProblems({}, bundle)).map(({ file, severity }) => [file, severity])).toEqual([['scenarios', 'warning']])
  })
})
