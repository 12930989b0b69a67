/** Decisions on the durable engine, over the wire: versions and keys, a restart, what needs the sandbox, and bombs. */
import { describe, expect, test } from 'vitest'
import { dmn, type Drawing } from '../decisions/drawing.ts'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const served = engineHere()

const deploy = async (...files: [name: string, content: string][]): Promise<any> =>
  served.call('DeployResource', { resources: files.map(([name, content]) => ({ name, content: Buffer.from(content) })) })
const evaluate = (decisionId: string, variables: object = {}): Promise<any> => served.call('EvaluateDecision', { decisionId, variables: JSON.stringify(variables) })
const one = (id: string, literal: string, more: Partial<Drawing> = {}): Drawing => ({ decisions: { [id]: { literal } }, ...more })
const ruled = (id: string, decision: string) => bpmn(id, { nodes: { s: 'start', r: { rule: decision, result: 'out' }, z: { service: id }, e: 'end' }, flows: ['s r z e'] })

describe('deployment', () => {
  test('tells decisions and their graph with keys and versions; the same again is no new version', async () => {
    const first = await deploy(['v.dmn', dmn('versions', one('va', '1'))])
    expect(first.deployments).toMatchObject([
      { decision: { dmnDecisionId: 'va', dmnDecisionName: 'Decision va', version: 1, dmnDecisionRequirementsId: 'versions', tenantId: '<default>' } },
      { decisionRequirements: { dmnDecisionRequirementsId: 'versions', dmnDecisionRequirementsName: 'Sample versions', version: 1, resourceName: 'v.dmn' } },
    ])
    expect(first.deployments[0].decision.decisionRequirementsKey).toBe(first.deployments[1].decisionRequirements.decisionRequirementsKey)
    const again = await deploy(['v.dmn', dmn('versions', one('va', '1'))])
    expect(again.deployments).toEqual(first.deployments)
    const changed = await deploy(['v.dmn', dmn('versions', one('va', '2'))])
    expect(changed.deployments).toMatchObject([{ decision: { version: 2 } }, { decisionRequirements: { version: 2 } }])
    const old = await served.call('EvaluateDecision', { decisionKey: first.deployments[0].decision.decisionKey })
    expect([old.decisionOutput, old.decisionVersion, (await evaluate('va')).decisionOutput]).toEqual(['1', 1, '2'])
  })

  test('a diagram and its decisions go together', async () => {
    const { deployments } = await deploy(['t.bpmn', ruled('together', 'ta')], ['t.dmn', dmn('together', one('ta', '"x"'))])
    expect(deployments.map((each: object) => Object.keys(each).find((name) => /process|decision/.test(name)))).toEqual(['process', 'decision', 'decisionRequirements'])
  })

  test('two files for one id are refused, and nothing of them stays', async () => {
    const twice = deploy(['a.dmn', dmn('twice', one('ua', '1'))], ['b.dmn', dmn('twice', one('ub', '1'))])
    await expect(twice).rejects.toMatchObject({ details: expect.stringContaining("Expected the decision requirements ids to be unique within a deployment but found a duplicated id 'twice' in the resources 'a.dmn' and 'b.dmn'.") })
    await expect(deploy(['a.dmn', dmn('ga', one('same', '1'))], ['b.dmn', dmn('gb', one('same', '1'))])).rejects.toMatchObject({ details: expect.stringContaining("Expected the decision ids to be unique within a deployment but found a duplicated id 'same' in the resources 'a.dmn' and 'b.dmn'.") })
    await expect(evaluate('same')).rejects.toMatchObject({ details: expect.stringContaining("no decision found for id 'same'") })
  })
})

test('after a restart decisions are there, and tasks that call them go on', async () => {
  await deploy(['r.bpmn', ruled('restarted', 'ra')], ['r.dmn', dmn('restarted', { decisions: { base: { literal: 'x + 1', result: 'base' }, ra: { literal: 'base * 10', needs: ['base'] } } })])
  const before = await evaluate('ra', { x: 1 })
  await served.restart()
  const after = await evaluate('ra', { x: 1 })
  expect({ ...after, decisionInstanceKey: '' }).toEqual({ ...before, decisionInstanceKey: '' })
  await served.wire.create('restarted', { x: 2 })
  const [job] = await served.wire.activate('restarted')
  expect(job!.variables).toEqual({ x: 2, out: 30 })
})

test('a decision off the safe list is evaluated in the sandbox, by a task and by a client', async () => {
  const due: Drawing = {
    decisions: {
      due: { literal: 'date(filed) + duration("P7D")', result: 'due' },
      late: { table: { inputs: ['due'], outputs: ['o'], rules: ['< date("2026-03-01") -> "late"', '- -> string(due)'], hit: 'FIRST' }, needs: ['due'] },
    },
  }
  await deploy(['s.bpmn', ruled('sandboxed', 'late')], ['s.dmn', dmn('sandboxed', due)])
  expect((await evaluate('late', { filed: '2026-02-26' })).decisionOutput).toBe('"2026-03-05"')
  await served.wire.create('sandboxed', { filed: '2026-02-01' })
  await served.engine.idle()
  const [job] = await served.wire.activate('sandboxed')
  expect(job!.variables).toEqual({ filed: '2026-02-01', out: 'late' })
})

describe('bombs', () => {
  test('an endless expression fails its evaluation, and others go on', async () => {
    await deploy(['b.bpmn', ruled('bomb', 'ba')], ['b.dmn', dmn('bomb', one('ba', 'count(for i in 1..1000000000 return i)'))])
    const answer = await evaluate('ba')
    expect([answer.failedDecisionId, answer.failureMessage]).toEqual(['ba', expect.stringMatching(/took (longer|more) than/)])
    const instance = await served.wire.create('bomb', {})
    await served.engine.idle()
    expect(await served.wire.incidents(instance)).toMatchObject([{ errorType: 'DECISION_EVALUATION_ERROR', elementId: 'r' }])
    expect((await evaluate('va')).decisionOutput).toBe('2')
    await served.wire.cancel(instance)
  })

  test('thirty layers of diamonds end at their bound', async () => {
    const layers = Object.fromEntries(Array.from({ length: 30 }, (_, i) => i).flatMap((i) => {
      const needs = i === 0 ? [] : [`l${i - 1}`, `r${i - 1}`]
      return [[`l${i}`, { literal: '1', needs }], [`r${i}`, { literal: '1', needs }]]
    }))
    await deploy(['d.dmn', dmn('diamonds', { decisions: layers })])
    const started = performance.now()
    expect((await evaluate('r29')).failureMessage).toMatch(/more than 1000 evaluations/)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test.each([
    ['a DOCTYPE', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" />', /DOCTYPE/],
    ['a table of a million bytes', dmn('large', { decisions: { x: { table: { inputs: ['a'], outputs: ['o'], rules: Array.from({ length: 9_000 }, (_, i) => `${i} -> ${i}`) } } } }), /bytes/],
    ['no XML', 'hello', /hello|parse|XML/i],
    ['a name that is no name', dmn('proto', { decisions: { __proto__x: { literal: '1' }, x: { table: { inputs: ['a'], outputs: ['__proto__'], rules: ['1 -> 1'] } } } }), /__proto__/],
  ])('%s is refused', async (_, content, why) => {
    await expect(deploy(['bad.dmn', content])).rejects.toMatchObject({ details: expect.stringMatching(why) })
  })

  test('a large table is read and asked within its time', async () => {
    const rules = Array.from({ length: 100 }, (_, i) => `[${i}..${i + 1}) ; "k${i % 7}" -> ${i}`)
    await deploy(['l.dmn', dmn('wide_graph', { decisions: { wide: { table: { inputs: ['n', 'k'], outputs: ['o'], rules, hit: 'FIRST' } } } })])
    const started = performance.now()
    expect((await evaluate('wide', { n: 91, k: 'k0' })).decisionOutput).toBe('91')
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
