// The matters as published, and what publication refuses before any rule is asked; what each rule finds is in rules.test.ts.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkBundle } from '../../processes/rules/run.ts'
import { criticalRoad } from '../../processes/rules/support/road.ts'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { dayOf } from '../../server/deadlines/shanghai.ts'
import { readBundle, sealed } from '../../server/matters/bundle.ts'
import { sampleOrganisation } from '../../server/matters/checkFolder.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import { readScenarios, scenarioProblems } from '../../server/matters/scenario.ts'
import type { Bundle } from '../../server/matters/types.ts'

const CODES = ['qiye-touzi-beian', 'jianzhu-shigong-xuke', 'huwai-guanggao']
const dirOf = (code: string) => join('processes', code)
const bundleOf = (code: string) => readBundle(dirOf(code), 'forms')
const organisation = sampleOrganisation()

describe('the three matters', () => {
  it.each(CODES)('%s is published without a word', async (code) => {
    const bundle = bundleOf(code)
    expect(await checkBundle(bundle, { organisation })).toEqual([])
    expect(scenarioProblems(dirOf(code), bundle, stepsOf(await readDiagram(bundle.diagram)))).toEqual([])
  })

  it('give the facts of a step: form, candidates, limit, ways back, the event on its limit', async () => {
    const steps = stepsOf(await readDiagram(bundleOf('jianzhu-shigong-xuke').diagram))
    const of = (id: string) => steps.find((step) => step.elementId === id)!
    expect(of('acceptance')).toMatchObject({
      name: '窗口受理', kind: 'task', jobType: 'io.camunda.zeebe:userTask', formKey: 'acceptance', candidates: ['window'], scopes: [],
      limit: { amount: 5, unit: 'wd' }, limitEvent: { messageName: 'limit-acceptance', interrupting: true }, returns: [],
    })
    expect(of('reviewSafety')).toMatchObject({ scopes: ['sections'], returns: [{ target: 'windowCheck', name: '退回窗口', error: 'RETURN_windowCheck', scope: 'sections' }] })
    expect(of('deputyReview').returns).toEqual([{ target: 'windowCheck', name: '退回窗口' }])
    expect(of('headDecision').limitEvent).toMatchObject({ messageName: 'limit-headDecision', interrupting: false })
    expect(of('supplement')).toMatchObject({ candidates: [], headers: { party: 'applicant', clock: 'supplement' } })
  })

  it('list their steps in the order a case meets them', async () => {
    const steps = stepsOf(await readDiagram(bundleOf('jianzhu-shigong-xuke').diagram)).map(({ elementId }) => elementId)
    const order = ['acceptance', 'windowCheck', 'reviewConstruction', 'reviewSafety', 'reviewQuality', 'reviewMaterials', 'deputyReview', 'headDecision', 'windowNotice', 'feeCharge', 'issuePermit', 'signFor', 'deliver']
    expect(steps.filter((id) => order.includes(id))).toEqual(order)
  })

  it('keep their promise on the longest road, branches beside each other counted once', async () => {
    const road = async (code: string) => {
      const bundle = bundleOf(code)
      return criticalRoad({ bundle, diagram: await readDiagram(bundle.diagram) })
    }
    // 0.5 acceptance + 0.5 window + 1 section + 0.5 deputy + 0.5 head, from the application (建筑法 8)
    expect(await road('jianzhu-shigong-xuke')).toMatchObject({ workingDays: 3, road: expect.arrayContaining(['acceptance', 'windowCheck', 'deputyReview', 'headDecision']) })
    // 3 sheet + 0.5 coordination + 1 + 0.5 + 0.5 late materials + 1, from the acceptance; the appraisal is paused time and counts for nothing
    const ad = await road('huwai-guanggao')
    expect(ad).toMatchObject({ workingDays: 6.5 })
    expect(ad.road).not.toContain('appraisalReport')
  })

  it('have a hash that follows the content and nothing else', () => {
    const { hash: first, ...content } = bundleOf('qiye-touzi-beian')
    expect(bundleOf('qiye-touzi-beian').hash).toBe(first)
    expect(sealed(content).hash).toBe(first)
    expect(sealed({ ...content, letters: { receipt: '{{case.number}}' } }).hash).not.toBe(first)
    const { application, ...rest } = content.forms
    const turned = Object.fromEntries(Object.entries(application!.properties!).reverse())
    expect(sealed({ ...content, forms: { ...rest, application: { ...application, properties: turned } } }).hash, 'the order of fields is content').not.toBe(first)
  })

  it.each(CODES.flatMap((code) => readScenarios(dirOf(code)).map(({ file, scenario }) => [code, file, scenario] as const)))('%s %s: its dates are those of the law', (code, _file, scenario) => {
    const { limits } = bundleOf(code).matter
    const calendar = readCalendars('processes').of('990100')
    const { acceptedOn, statutoryOn, promisedOn } = scenario.expect
    const appraisal = scenario.acts.filter((act) => act.step === 'siteVisit' && act.data?.outcome === 'appraise').at(-1)
    const report = scenario.acts.find((act) => act.step === 'appraisalReport')
    const gaps = scenario.acts.filter((act) => act.step === 'acceptance' && act.data?.outcome === 'gaps')
    const answers = scenario.acts.filter((act) => act.step === 'supplement')
    const corrections = bundleOf(code).matter.pauses.filter(({ kind }) => kind === 'correction').flatMap(({ kind, law }) => gaps.map((act, index) => ({ kind, law, from: new Date(act.at), to: new Date(answers[index]!.at) })))
    const pauses = appraisal && report ? [{ kind: 'appraisal', law: '行政许可法第四十五条', from: new Date(appraisal.at), to: new Date(report.at) }] : corrections
    for (const [limit, last] of [[limits.statutory, statutoryOn], [limits.promised, promisedOn]] as const) {
      if (last === undefined) continue
      const start = limit.from === 'application' ? new Date(scenario.applied) : new Date(`${acceptedOn}T10:00:00+08:00`)
      const end = deadline({ limit, start, pauses }, calendar)
      expect(end.state === 'dated' && dayOf(new Date(end.at.getTime() - 1)), `${limit.amount}${limit.unit}`).toBe(last)
    }
  })
})

describe('publication refuses', () => {
  const changed = (change: (content: Omit<Bundle, 'hash'>) => void): Bundle => {
    const { hash: _, ...content } = structuredClone(bundleOf('jianzhu-shigong-xuke'))
    change(content)
    return sealed(content)
  }

  it.each<[string, string | RegExp, string, RegExp]>([
    ['no BPMN at all', /[^]*/, '<html>', /no BPMN/],
    ['a DOCTYPE', '<bpmn:definitions', '<!DOCTYPE x [<!ENTITY a "b">]><bpmn:definitions', /DOCTYPE/],
    ['a doubled id', '<bpmn:userTask id="windowCheck"', '<bpmn:userTask id="acceptance"', /acceptance/],
    ['a flow to nowhere', 'targetRef="deputyReview"', '', /has no targetRef/],
  ])('%s, before any rule is asked', async (_what, from, to, message) => {
    const problems = await checkBundle(changed((content) => { content.diagram = content.diagram.replace(from, to) }), { organisation })
    expect(problems).toMatchObject([{ rule: 'diagram-is-readable', severity: 'error', file: 'process.bpmn', message: expect.stringMatching(message) as string }])
  })

  it('letters of its own where nobody can judge them', async () => {
    const problems = await checkBundle(changed(({ letters }) => { letters.permit = ':title x\n:number y\n:seal a | b' }), { organisation })
    expect(problems).toMatchObject([{ rule: 'letters-can-be-made', severity: 'error', file: 'letters/permit.hbs', message: expect.stringMatching(/Nobody can judge/) as string }])
  })
})
