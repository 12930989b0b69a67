// The three matters as published, and what publication refuses: each broken bundle is a good one with one thing changed.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { dayOf } from '../../server/deadlines/shanghai.ts'
import { checkTemplate } from '../../server/letters/templates.ts'
import { readBundle, sealed } from '../../server/matters/bundle.ts'
import { sampleOrganisation } from '../../server/matters/checkFolder.ts'
import { checkBundle } from '../../server/matters/checks/index.ts'
import { criticalRoad } from '../../server/matters/checks/promise.ts'
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
    expect(await checkBundle(bundle, organisation)).toEqual([])
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

/** A good bundle with one thing changed; the changed bundle is read as if it had been written so. */
function broken(code: string, change: (bundle: { matter: any; diagram: string; forms: any; letters: any }) => void): Bundle {
  const { hash: _, ...content } = structuredClone(bundleOf(code))
  change(content)
  return sealed(content)
}

function replace(from: string | RegExp, to: string) {
  return (bundle: { diagram: string }) => {
    const changed = bundle.diagram.replace(from, to)
    if (changed === bundle.diagram) throw new Error(`Nothing to replace: ${from}`)
    bundle.diagram = changed
  }
}

const permit = 'jianzhu-shigong-xuke'
const ad = 'huwai-guanggao'
const refused: [what: string, code: string, change: Parameters<typeof broken>[1], file: string, element: string | undefined, message: RegExp][] = [
  ['no BPMN at all', permit, (bundle) => { bundle.diagram = '<html>' }, 'process.bpmn', undefined, /no BPMN/],
  ['a DOCTYPE', permit, replace('<bpmn:definitions', '<!DOCTYPE x [<!ENTITY a "b">]><bpmn:definitions'), 'process.bpmn', undefined, /DOCTYPE/],
  ['a doubled id', permit, replace('<bpmn:userTask id="windowCheck"', '<bpmn:userTask id="acceptance"'), 'process.bpmn', undefined, /acceptance/],
  ['a process of another name', permit, replace(/"jianzhu-shigong-xuke"/g, '"other"'), 'process.bpmn', 'other', /must be the matter's code/],
  ['the engine\'s own user task', permit, replace('<zeebe:formDefinition formKey="acceptance" />', '<zeebe:userTask /><zeebe:formDefinition formKey="acceptance" />'), 'process.bpmn', 'acceptance', /Job worker/],
  ['a step without form', permit, replace('<zeebe:formDefinition formKey="windowCheck" />', ''), 'process.bpmn', 'windowCheck', /has no form/],
  ['a form that is not there', permit, (bundle) => { delete bundle.forms.signFor }, 'process.bpmn', 'signFor', /no forms\/jianzhu-shigong-xuke\/signFor/],
  ['a step without limit', permit, replace(/<zeebe:header key="limit" value="0.5wd" \/>/, ''), 'process.bpmn', 'windowCheck', /has no limit. Set Limit/],
  ['a limit without unit', permit, replace('key="limit" value="0.5wd"', 'key="limit" value="7"'), 'process.bpmn', 'windowCheck', /5wd, 1.5wd/],
  ['an unknown candidate group', permit, replace('candidateGroups="section-safety"', 'candidateGroups="section-security"'), 'process.bpmn', 'reviewSafety', /zhujian\/section-security/],
  ['a computed candidate group', permit, replace('candidateGroups="section-safety"', 'candidateGroups="=groups"'), 'process.bpmn', 'reviewSafety', /Nobody can act/],
  ['a step for applicant and officers at once', permit, replace('<zeebe:formDefinition formKey="supplement" />', '<zeebe:formDefinition formKey="supplement" /><zeebe:assignmentDefinition candidateGroups="window" />'), 'process.bpmn', 'supplement', /applicant's/],
  ['a job of others first', 'qiye-touzi-beian', replace('type="case:accept"', 'type="department:check"'), 'process.bpmn', 'fileCase', /first wait/],
  ['a timer that ends a user task', permit, replace(/<bpmn:boundaryEvent id="(\w+)" name="五日未答复"([\s\S]*?)<bpmn:messageEventDefinition id="\w+" messageRef="\w+" \/>/, '<bpmn:boundaryEvent id="$1" name="五日未答复"$2<bpmn:timerEventDefinition id="T_1"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P5D</bpmn:timeDuration></bpmn:timerEventDefinition>'), 'process.bpmn', expect.any(String) as unknown as string, /would interrupt the user task/],
  ['a limit message under another name', permit, replace('name="limit-headDecision"', 'name="limit-head"'), 'process.bpmn', expect.any(String) as unknown as string, /must wait for "limit-headDecision"/],
  ['a limit message with another key', permit, replace(/correlationKey="[^"]+"/, 'correlationKey="=caseId"'), 'process.bpmn', expect.any(String) as unknown as string, /string\(round\)/],
  ['a condition on nothing', permit, replace('=headDecision = "grant"', '=headApproval = "grant"'), 'process.bpmn', expect.any(String) as unknown as string, /asks for "headApproval"/],
  ['a condition on an outcome nobody can choose', permit, replace('=headDecision = "grant"', '=headDecision = "granted"'), 'process.bpmn', expect.any(String) as unknown as string, /can end only in grant, deny/],
  ['a condition that is no FEEL', permit, replace('=headDecision = "grant"', '=headDecision == "grant"'), 'process.bpmn', expect.any(String) as unknown as string, /no FEEL expression/],
  ['an outcome that leads nowhere', permit, (bundle) => { bundle.forms.headDecision.properties.outcome.oneOf.push({ const: 'postpone', title: '暂缓' }) }, 'process.bpmn', expect.any(String) as unknown as string, /can end in "postpone"/],
  ['a form without outcome', permit, (bundle) => { delete bundle.forms.windowNotice.properties.outcome; bundle.forms.windowNotice.required = ['way'] }, 'forms/windowNotice', '/properties/outcome', /no button/],
  ['a return that no error event catches', permit, replace('errorCode="RETURN_windowCheck"', 'errorCode="RETURN_window"'), 'process.bpmn', 'reviewConstruction', /no sub-process round it catches/],
  ['a return that is offered but not drawn', permit, (bundle) => { bundle.forms.windowCheck.properties.outcome.oneOf.push({ const: 'return:acceptance', title: '退回受理' }) }, 'forms/windowCheck', '/properties/outcome', /lists no such return/],
  ['a form outside the subset', permit, (bundle) => { bundle.forms.application.properties.price.pattern = '(a+)+$' }, 'forms/application', '/properties/price/pattern', /wanted one of/],
  ['steps that take longer than the promise', permit, replace('key="limit" value="1wd"', 'key="limit" value="1.5wd"'), 'process.bpmn', expect.any(String) as unknown as string, /add up to 3.5 working days.*3wd are promised/],
  ['a pause the guide does not list', ad, (bundle) => { bundle.matter.pauses = [] }, 'process.bpmn', 'pauseAppraisal', /lists no such pause with its law/],
  ['a pause that never ends', ad, replace('type="clock:resume"', 'type="notice:send"'), 'process.bpmn', 'pauseAppraisal', /nothing starts it again/],
  ['a department that does not exist', ad, replace('&#34;body&#34;:&#34;yuanlin&#34;', '&#34;body&#34;:&#34;lindian&#34;'), 'process.bpmn', 'coApproval', /no body of the organisation/],
  ['an inner step without people', ad, replace('&#34;section-chief&#34;,&#34;deputy-head&#34;]', '&#34;bureau-chief&#34;,&#34;deputy-head&#34;]'), 'process.bpmn', 'coApproval', /gongan-jiaojing\/bureau-chief/],
  ['an opinion that no sheet can count', ad, (bundle) => { bundle.forms.coApproval.properties.outcome.oneOf.push({ const: 'back', title: '退回' }) }, 'forms/coApproval', '/properties/outcome', /also offers back/],
  ['silence that accepts and is not drawn', permit, replace('key="deemed" value="true"', 'key="deemed" value="false"'), 'process.bpmn', 'acceptance', /Silence accepts after 5wd/],
  ['silence that accepts where a person must', permit, (bundle) => { bundle.matter.limits.acceptance.silence = 'person' }, 'process.bpmn', 'acceptDeemed', /a person must accept/],
  ['a letter that cannot be made', permit, (bundle) => { bundle.letters.permit = ':title {{letter.title}}' }, 'letters/permit.hbs', undefined, /exactly one :number/],
  ['a letter of no kind', permit, (bundle) => { bundle.letters.permits = ':title x' }, 'letters/permits.hbs', undefined, /no kind of letter/],
  ['a denial without reasons', ad, (bundle) => { bundle.forms.lapseDecision.required = ['outcome', 'law'] }, 'forms/lapseDecision', '/required', /does not ask for "reasons"/],
  ['a delivery without a window', 'qiye-touzi-beian', (bundle) => { bundle.matter.body = 'ziran' }, 'process.bpmn', expect.any(String) as unknown as string, /no group "ziran\/window"/],
  ['silence that agrees without a law', ad, replace('{&#34;kind&#34;:&#34;escalate&#34;}', '{&#34;kind&#34;:&#34;default&#34;,&#34;opinion&#34;:&#34;agree&#34;}'), 'process.bpmn', 'coApproval', /Cite the law/],
  ['a guide without supervision phone', permit, (bundle) => { delete bundle.matter.supervision.phone }, 'matter.json', '/supervision/phone', /required/],
  ['"other materials"', permit, (bundle) => { bundle.matter.materials[2].name = '其他相关材料' }, 'matter.json', '/materials/2/name', /names no material/],
  ['a fee without law', permit, (bundle) => { bundle.matter.fees.push({ name: '工本费', standard: '10元', law: '', reducible: false }) }, 'matter.json', '/fees/0/law', /APL 58/],
  ['a promise longer than the law', permit, (bundle) => { bundle.matter.limits.promised.amount = 8 }, 'matter.json', '/limits/promised', /longer than the statutory/],
  ['thirty days by local rule', ad, (bundle) => { bundle.matter.limits.statutory.amount = 30 }, 'matter.json', '/limits/statutory', /takes a law or an administrative regulation/],
  ['a broken credit code', permit, (bundle) => { bundle.matter.implementCode = `0${bundle.matter.implementCode.slice(1)}` }, 'matter.json', '/implementCode', /check digit/],
  ['a guide with another limit than the diagram', permit, (bundle) => { bundle.matter.steps[1].limit = '2wd' }, 'matter.json', '/steps/1/limit', /Use one limit/],
  ['a blank form that is not there', permit, (bundle) => { bundle.matter.materials[0].form = 'sheet' }, 'matter.json', '/materials/0/form', /no forms\/jianzhu-shigong-xuke\/sheet/],
  ['a filled sample of no form', permit, (bundle) => { delete bundle.matter.materials[0].form }, 'matter.json', '/materials/0/sample', /of no form/],
  ['a sample that breaks its own form', permit, (bundle) => { bundle.forms.application.properties.plannedEnd['x-sample'] = '2020-01-01' }, 'forms/application', '/plannedEnd', /does not fit its own form/],
  ['a permit that shows a field nobody asks', permit, (bundle) => { bundle.matter.result.scope.push('owner') }, 'matter.json', '/result', /does not ask for/],
]

describe('publication refuses, naming file, element and remedy', () => {
  it.each(refused)('%s', async (_what, code, change, file, element, message) => {
    const problems = await checkBundle(broken(code, change), organisation, checkTemplate)
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(errors).toContainEqual({ severity: 'error', file, ...(element === undefined ? {} : { element }), message: expect.stringMatching(message) as string })
  })

  it('letters of its own where nobody can judge them', async () => {
    const problems = await checkBundle(broken(permit, ({ letters }) => { letters.permit = ':title x\n:number y\n:seal a | b' }), organisation)
    expect(problems).toEqual([{ severity: 'error', file: 'letters/permit.hbs', message: expect.stringMatching(/Nobody can judge/) as string }])
  })

  it.each<[string, (text: string) => string, RegExp]>([
    ['one outcome twice', (text) => text.replace('=headDecision = "deny"', '=headDecision = "deny" or headDecision = "grant"'), /Two flows of gateway .* wait for "grant", and the order of the file would decide/],
    ['a condition that overlaps by its kind', (text) => text.replace('=headDecision = "deny"', '=headDecision != "grant"'), /more than one flow could be taken.*leave the rest to the default flow/],
    ['conditions on two things', (text) => text.replace('=headDecision = "deny"', '=deputyReview = "agree"'), /more than one flow could be taken/],
  ])('warns where the order of flows in the file would decide: %s', async (_what, change, message) => {
    const problems = await checkBundle(broken(permit, (bundle) => { bundle.diagram = change(bundle.diagram) }), organisation, checkTemplate)
    expect(problems).toContainEqual({ severity: 'warning', file: 'process.bpmn', element: expect.any(String) as string, message: expect.stringMatching(message) as string })
  })

  it('a matter without review is a draft: told, not refused', async () => {
    const problems = await checkBundle(broken(permit, ({ matter }) => { matter.review = null }), organisation)
    expect(problems).toEqual([{ severity: 'warning', file: 'matter.json', element: '/review', message: expect.stringMatching(/accepts no case/) as string }])
  })
})
