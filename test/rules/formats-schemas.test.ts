// SARIF and JUnit as whoever reads them expects them: SARIF by the required parts of OASIS's 2.1.0 schema, JUnit by the elements and attributes that forges read.
import Ajv from 'ajv'
import { expect, it } from 'vitest'
import type { Judged } from '../../scripts/tongban/check/judge.ts'
import { formats } from '../../scripts/tongban/formats/index.ts'
import { asJunit } from '../../scripts/tongban/test/formats.ts'
import type { Tested } from '../../scripts/tongban/test/playMatter.ts'
import { elementsOf } from '../support/xml.ts'

const HOSTILE = '<script>&"\u0001\u{1f600}]]>'
const judged: Judged[] = [
  { name: 'clean', path: 'processes/clean', note: '', problems: [] },
  { name: HOSTILE, path: `processes/${HOSTILE}`, note: '', problems: (['error', 'warning', 'hint'] as const).map((severity, index) => ({ rule: `rule-${severity}`, severity, file: 'process.bpmn', element: HOSTILE, path: '样例 folder/process.bpmn', line: index + 1, message: HOSTILE })) },
]
const coverage = { flows: { covered: 1, all: 2 }, elements: { covered: 1, all: 1 }, ends: { covered: 1, all: 1 }, taken: new Map(), missing: [{ kind: 'flow' as const, id: 'f', name: HOSTILE, from: { id: 'a', name: '' }, to: { id: 'b', name: HOSTILE } }] }
const tested: Tested[] = [
  { code: 'unreadable', name: '', diagram: '', problem: HOSTILE, partial: false, verdicts: [], tables: [], coverage: null },
  {
    code: 'played', name: HOSTILE, diagram: '', problem: null, partial: false, coverage, tables: [],
    verdicts: [{ path: 'a.yaml', name: HOSTILE, took: 12.3, failures: [], told: [] }, { path: 'b.yaml', name: 'two', took: 1, told: [], failures: [1, 2].map((line) => ({ line, step: HOSTILE, part: null, wanted: HOSTILE, found: HOSTILE, todo: HOSTILE })) }],
  },
]

/** What sarif-schema-2.1.0 requires of the parts we write, and the values it allows. */
const sarifSchema = {
  type: 'object', required: ['version', 'runs'], additionalProperties: false,
  properties: {
    $schema: { type: 'string' }, version: { const: '2.1.0' },
    runs: { type: 'array', items: { type: 'object', required: ['tool'], additionalProperties: false, properties: {
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      tool: { type: 'object', required: ['driver'], additionalProperties: false, properties: { driver: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 }, rules: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } } } } } },
      results: { type: 'array', items: { type: 'object', required: ['message'], additionalProperties: false, properties: {
        ruleId: { type: 'string' }, ruleIndex: { type: 'integer', minimum: -1 }, level: { enum: ['none', 'note', 'warning', 'error'] },
        message: { type: 'object', anyOf: [{ required: ['text'] }, { required: ['id'] }], properties: { text: { type: 'string' } } },
        locations: { type: 'array', items: { type: 'object', additionalProperties: false, properties: {
          physicalLocation: { type: 'object', anyOf: [{ required: ['artifactLocation'] }, { required: ['address'] }], properties: { artifactLocation: { type: 'object', properties: { uri: { type: 'string', pattern: '^[!-~]+$' } } }, region: { type: 'object', properties: { startLine: { type: 'integer', minimum: 1 } } } } },
          logicalLocations: { type: 'array', items: { type: 'object', properties: { fullyQualifiedName: { type: 'string' } } } },
        } } },
      } } },
    } } },
  },
}

it('SARIF fits its schema', () => {
  const fits = new Ajv({ strict: false }).compile(sarifSchema)
  expect([fits(JSON.parse(formats.sarif(judged))), fits.errors]).toEqual([true, null])
})

/** Element -> what it may stand in, the attributes it must have, those it may have (the common schema of Jenkins, GitLab and GitHub's readers). */
const junitSchema: Record<string, { in: (string | null)[]; must: string[]; may: string[] }> = {
  testsuites: { in: [null], must: ['tests', 'failures'], may: ['name', 'errors', 'time', 'disabled'] },
  testsuite: { in: ['testsuites'], must: ['name', 'tests'], may: ['failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname', 'id', 'package'] },
  testcase: { in: ['testsuite'], must: ['name', 'classname'], may: ['time', 'file', 'status', 'assertions'] },
  failure: { in: ['testcase'], must: [], may: ['message', 'type'] },
  'system-out': { in: ['testcase', 'testsuite'], must: [], may: [] },
}

it.each([['check', () => formats.junit(judged), 4, 1], ['test', () => asJunit(tested), 3, 2]] as const)('JUnit of %s fits its schema', (_, told, tests, failures) => {
  const elements = elementsOf(told())
  for (const { name, parent, attributes } of elements) {
    const rule = junitSchema[name]
    expect(rule, name).toBeDefined()
    expect(rule!.in).toContain(parent)
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(rule!.must))
    expect(Object.keys(attributes).filter((key) => ![...rule!.must, ...rule!.may].includes(key))).toEqual([])
    for (const key of ['tests', 'failures', 'time']) if (attributes[key] !== undefined) expect(Number(attributes[key])).not.toBeNaN()
  }
  const count = (name: string): number => elements.filter((one) => one.name === name).length
  expect([count('testcase'), count('failure')]).toEqual([tests, failures])
  expect(elements[0]!.attributes).toMatchObject({ tests: String(tests), failures: String(failures) })
  const suites = elements.filter(({ name }) => name === 'testsuite')
  expect(suites.reduce((sum, { attributes }) => sum + Number(attributes.failures), 0)).toBe(failures)
})
