/** Forms and answers meant to do harm: schema bombs at publishing, hostile data at the door. Each is refused quickly and in words. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSchema, parseForm, renderForm, validate, type FormSchema } from '../../server/forms/service.ts'
import { patternProblem } from '../../server/forms/pattern.ts'
import { application, goodData } from './forms.fixture.ts'
import { cpuNow } from '../support/cpu.ts'

const nested = (depth: number, make: (inner: unknown) => unknown, leaf: unknown) => Array.from({ length: depth }).reduce((inner) => make(inner), leaf)
const form = (property: unknown) => ({ type: 'object', properties: { a: property } })

describe('schema bombs are refused at publishing', () => {
  const bombs: Record<string, unknown> = {
    'no object': 'x',
    'null': null,
    'a list': [],
    'boolean schema': form(true),
    'remote $ref': form({ $ref: 'https://example.org/schema.json' }),
    'own $ref': form({ $ref: '#' }),
    '$dynamicRef': { ...form({ type: 'string', title: 'a' }), $dynamicRef: '#x' },
    '$defs': { ...form({ type: 'string', title: 'a' }), $defs: {} },
    'patternProperties': { ...form({ type: 'string', title: 'a' }), patternProperties: { '^(a+)+$': {} } },
    'enum of 100k': form({ type: 'string', title: 'a', enum: Array.from({ length: 100_000 }, (_, index) => `v${index}`) }),
    'anyOf 12 deep': form(nested(12, (inner) => ({ anyOf: [inner, inner] }), { type: 'string' })),
    'objects 20k deep': nested(20_000, (inner) => ({ type: 'object', properties: { a: inner } }), { type: 'string' }),
    '20k properties': { type: 'object', properties: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { type: 'string', title: 'x' }])) },
    'uniqueItems on rows': form({ type: 'array', title: 'a', uniqueItems: true, items: { type: 'object', properties: { b: { type: 'string', title: 'b' } } } }),
    'rows in rows': form({ type: 'array', title: 'a', items: { type: 'object', properties: { b: { type: 'array', title: 'b', items: { type: 'object', properties: { c: { type: 'string', title: 'c' } } } } } } }),
    'lookahead': form({ type: 'string', title: 'a', pattern: '^(?=a)' }),
    'back-reference': form({ type: 'string', title: 'a', pattern: '(a)\\1' }),
    'a name from the prototype': { type: 'object', properties: { constructor: { type: 'string', title: 'x' } } },
    'maxItems of a million': form({ type: 'array', title: 'a', maxItems: 1_000_000, items: { type: 'string', enum: ['x'] } }),
    'types in a list': form({ type: ['string', 'null'], title: 'a' }),
    'format of a stranger': form({ type: 'string', title: 'a', format: 'uri-template' }),
    '$data': form({ type: 'number', title: 'a', minimum: { $data: '1/b' } }),
    'if on an unknown property': { ...form({ type: 'string', title: 'a' }), if: { properties: { zzz: { const: 1 } } }, then: { required: ['a'] } },
    'routing of a list': { ...form({ type: 'array', title: 'a', items: { type: 'string', enum: ['x'] } }), routing: ['a'] },
    'one name, two types': { ...form({ type: 'string', title: 'a' }), if: { required: ['a'] }, then: { properties: { a: { type: 'number', title: 'a' } } } },
  }
  for (const [name, schema] of Object.entries(bombs)) {
    it(`${name}: within a second, naming place and remedy`, () => {
      const begun = cpuNow()
      const problems = checkSchema(schema)
      expect(cpuNow() - begun).toBeLessThan(5000)
      expect(problems.length).toBeGreaterThan(0)
      for (const problem of problems) expect(problem.message).toMatch(/^\S.*: wanted .+, found .+\. .+/s)
    })
  }

  it('`__proto__` as a property name', () => {
    expect(checkSchema(JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string","title":"x"}}}')).length).toBeGreaterThan(0)
  })

  it('never throws, whatever it is given, and what it lets pass compiles and renders', () => {
    const words = ['type', 'title', 'properties', 'required', 'if', 'then', 'allOf', 'items', 'enum', 'oneOf', 'const', 'pattern', 'x-pages', 'routing', 'dependentSchemas', 'x-not-before', 'x-each-of', 'field', 'values', 'a', 'b']
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, fc.constantFrom('object', 'array', 'string', 'number', 'a', 'b', '', null, true, 3, -1), fc.array(tie('node'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...words), tie('node'), { maxKeys: 4 })),
    })).node
    fc.assert(fc.property(value, fc.dictionary(fc.constantFrom(...words), value), (property, rest) => {
      const schema = JSON.parse(JSON.stringify({ type: 'object', properties: { a: property, b: { type: 'string', title: '乙' } }, ...rest })) as unknown
      if (checkSchema(schema).length > 0) return
      validate(schema as FormSchema, { a: 1 })
      renderForm(schema as FormSchema, { data: { a: 1 } })
    }), { numRuns: 3000 })
  })

  it('the largest form allowed compiles within a second', () => {
    const schema = {
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p${index}`, { type: 'string', title: `项目${index}`, maxLength: 50, pattern: '^[\\u4e00-\\u9fa5a-z]*$' }])),
    } as FormSchema
    expect(checkSchema(schema)).toEqual([])
    const begun = cpuNow()
    expect(validate(schema, { p1: '汉字' })).toEqual([])
    expect(cpuNow() - begun).toBeLessThan(5000)
  })
})

describe('patterns run in linear time', () => {
  it('a nested quantifier on a long text is settled at once', () => {
    const schema: FormSchema = { type: 'object', properties: { a: { type: 'string', title: '甲', pattern: '^(a+)+$' } } }
    expect(checkSchema(schema)).toEqual([])
    const begun = cpuNow()
    expect(validate(schema, { a: `${'a'.repeat(1500)}!` })).toHaveLength(1)
    expect(cpuNow() - begun).toBeLessThan(2500)
  })

  it('JavaScript\'s spelling of Chinese is understood', () => {
    const schema: FormSchema = { type: 'object', properties: { a: { type: 'string', title: '甲', pattern: '^[\\u4e00-\\u9fa5]+$' }, b: { type: 'string', title: '乙', pattern: '^\\p{Script=Han}{2,4}$' } } }
    expect(validate(schema, { a: '汉字', b: '䶮㐂' })).toEqual([])
    expect(validate(schema, { a: 'x', b: 'xx' })).toHaveLength(2)
    expect(patternProblem('(?<!a)b')).toBeDefined()
  })
})

describe('hostile data', () => {
  const deep = nested(20_000, (inner) => ({ site: inner }), 1)
  it.each<[string, unknown]>([
    ['nested 20,000 deep', { ...goodData, site: deep }],
    ['a million items', { ...goodData, uses: Array.from({ length: 1_000_000 }, () => 'live') }],
    ['a NUL', { ...goodData, projectName: 'a\0b' }],
    ['a lone surrogate', { ...goodData, projectName: 'a\ud800' }],
    ['a lone surrogate in a name', { ...goodData, 'a\udc00': 1 }],
    ['Infinity', { ...goodData, area: 1e400 }],
    ['a text of 200,000 characters', { ...goodData, projectName: 'x'.repeat(200_000) }],
    ['__proto__', JSON.parse('{"__proto__":{"role":"head"},"projectName":"x"}')],
    ['constructor', { ...goodData, constructor: { prototype: {} } }],
    ['a string', 'x'], ['null', null], ['a list', []],
  ])('%s: refused with a pointer, quickly', (_, data) => {
    const begun = cpuNow()
    const issues = validate(application, data)
    expect(cpuNow() - begun).toBeLessThan(2500)
    expect(issues.length).toBeGreaterThan(0)
    expect(issues.length).toBeLessThanOrEqual(100)
  })

  it('what an object inherits never counts as an answer', () => {
    const inherited = Object.create(goodData) as Record<string, unknown>
    expect(validate(application, inherited).length).toBeGreaterThan(0)
  })

  it('a post of anything gives data the judge can judge and the page can show', () => {
    const names = ['/projectName', '/uscc', '/kind', '/area', '/uses', '/site', '/site/road', '/contacts', '/contacts/0/name', '/contacts/499/phone', '/contacts/99999/name', '/contacts/-1/name', '__proto__', '/__proto__/x', 'constructor', '_add', '']
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('true', '1', 'house', '<script>alert(1)</script>', '" onfocus="x', '{{7*7}}'))
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text), fc.constant({ x: 1 }), fc.constant(null))), (body) => {
      const data = parseForm(application, body)
      expect(({} as Record<string, unknown>).x).toBeUndefined()
      const issues = validate(application, data)
      const html = renderForm(application, { data, issues })
      expect(html).not.toContain('<script')
      expect(html).not.toMatch(/<[^>]* onfocus=/)
    }), { numRuns: 300 })
  })

  it('texts of the schema are escaped as well', () => {
    const evil = '<img src=x onerror=alert(1)>'
    const schema: FormSchema = { type: 'object', properties: { a: { type: 'string', title: evil, 'x-help': evil, 'x-sample': evil, 'x-unit': evil, oneOf: [{ const: evil, title: evil }] } } }
    for (const mode of ['edit', 'read'] as const) expect(renderForm(schema, { mode, data: { a: evil }, issues: [{ pointer: '/a', message: evil }] })).not.toContain('<img')
  })
})
