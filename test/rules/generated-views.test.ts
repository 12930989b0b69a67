/** The officers' manual and the one-page slip of every matter here: nothing of the bundle is missing from what is generated from it. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../server/forms/conditions.ts'
import { isRows, type FormSchema } from '../../server/forms/schema.ts'
import { rulesOf, type LetterKind } from '../../server/letters/kinds.ts'
import { duration, sayIn } from '../../server/manuals/words.ts'
import { platformJobs, jobOutcomes } from '../../server/matters/platformJobs.ts'
import { manualOf, slipOf, textsOf } from '../../server/manuals/service.ts'
import { matterFolders, readBundle } from '../../server/matters/bundle.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import { readSheet } from '../../server/matters/sheet.ts'
import { readOrganisation, sampleFile } from '../../server/people/organisationFile.ts'

const root = join(import.meta.dirname, '../..')
const names = new Map(readOrganisation(sampleFile).bodies.flatMap((body) => [[body.id, body.name] as const, ...body.roles.map((role) => [`${body.id}/${role.code}`, `${body.short} ${role.name}`] as const)]))

function titlesOf(schema: FormSchema): string[] {
  return fieldsOf(schema, {}).flatMap(({ schema: field, name }) => [field.title ?? name, ...titlesOf(field.type === 'object' ? field : isRows(field) ? field.items! : {})])
}

it('a draft\'s manual does not close with what is true of a published one alone', async () => {
  const bundle = readBundle(join(root, 'processes/huwai-guanggao'), join(root, 'forms'))
  const closing = async (hash: string) => (await manualOf({ ...bundle, hash }, { names, locale: 'zh-CN' })).foot[0]
  expect(await closing('')).toContain('由草稿的流程图')
  expect(await closing('a1b2c3d4')).toContain('与系统实际办理一致')
})

describe.each(matterFolders(join(root, 'processes')))('%s', (code) => {
  const bundle = readBundle(join(root, 'processes', code), join(root, 'forms'))
  const { matter } = bundle

  it.each(['zh-CN', 'en'] as const)('the manual (%s) has every step, limit, material, form field, pause, fee and letter', async (locale) => {
    const manual = await manualOf(bundle, { names, locale })
    const text = textsOf(manual).join('\n')
    const steps = stepsOf(await readDiagram(bundle.diagram))
    for (const step of steps) expect(text, step.elementId).toContain(step.name)
    for (const step of steps.filter(({ kind }) => kind === 'task')) {
      const chapter = manual.chapters.find(({ id }) => id === `step-${step.elementId}`)!
      const own = textsOf({ ...manual, chapters: [chapter] }).join('\n')
      expect(own).toContain(step.headers.limitSource ?? '')
      if (step.limit) expect(own).toContain(duration(sayIn(locale), step.limit))
      for (const candidate of step.candidates) expect(own).toContain(names.get(candidate.includes('/') ? candidate : `${matter.body}/${candidate}`))
      for (const back of step.returns) expect(own).toContain(back.name)
      const sheet = readSheet(step.headers.sheet)
      const forms = step.headers.signing === 'sheet' && typeof sheet !== 'string' ? [sheet.form, ...(sheet.innerForm ? [sheet.innerForm] : [])] : step.formKey ? [step.formKey] : []
      for (const form of forms) for (const title of titlesOf(bundle.forms[form]!)) expect(own, `${step.elementId} ${form}`).toContain(title)
      const next = chapter.pieces.filter((piece) => piece.kind === 'table').at(-1)!
      expect(next.rows.length, `${step.elementId} leads on`).toBeGreaterThan(0)
      for (const [, , to] of next.rows) expect(to).not.toMatch(/Gateway_|Flow_|Event_/)
    }
    for (const item of matter.materials) for (const word of [item.name, item.acceptStandard, item.basis]) expect(text).toContain(word)
    const { statutory, promised, acceptance, delivery } = matter.limits
    for (const { law } of [statutory, acceptance, delivery].filter((limit) => limit !== undefined)) expect(text).toContain(law)
    expect(text).toContain(promised.source)
    for (const pause of matter.pauses) for (const word of [pause.name, pause.law]) expect(text).toContain(word)
    for (const fee of matter.fees) for (const word of [fee.name, fee.standard, fee.law]) expect(text).toContain(word)
    for (const [, letter] of bundle.diagram.matchAll(/key="letter" value="([^"]+)"/g)) expect(text).toContain(rulesOf(letter as LetterKind).title)
    expect(text).not.toMatch(/undefined|\[object/)
  })

  it('the slip has every material, the promise, the places and a code that opens the guide', async () => {
    const slip = await slipOf(bundle, { names, locale: 'zh-CN', guideUrl: `http://127.0.0.1:3000/matters/${code}` })
    const text = textsOf(slip).join('\n')
    for (const { name } of matter.materials) expect(text).toContain(name)
    for (const place of matter.places.slice(0, 3)) for (const word of [place.name, place.address, place.hours, place.phone]) expect(text).toContain(word)
    expect(text).toContain(`http://127.0.0.1:3000/matters/${code}`)
    expect(text).toContain(duration(sayIn('zh-CN'), matter.limits.promised))
  })
})

describe('what comes next', () => {
  it('tells no passage that contradicts the answer given before', async () => {
    const bundle = readBundle(join(root, 'processes', 'gongzhong-xiaofang'), join(root, 'forms'))
    const manual = await manualOf(bundle, { names, locale: 'zh-CN' })
    const next = manual.chapters.find(({ id }) => id === 'step-acceptance')!.pieces.filter((piece) => piece.kind === 'table').at(-1)!
    // 受理/容缺 stands on a flow that both answers take; the question behind it is still open, so both its answers are told, and gaps meet neither
    expect(next.rows.map(([when, , to]) => [when, to])).toEqual([
      ['材料齐全、符合法定形式？受理/容缺；是否告知承诺？告知承诺', '承诺件审查'],
      ['材料齐全、符合法定形式？受理/容缺；是否告知承诺？现场检查', '现场检查（两人）'],
      ['材料齐全、符合法定形式？补正', '申请人补正材料'],
      ['材料齐全、符合法定形式？不予受理', '结束：不予受理'],
      ['逾期：五日未答复；是否告知承诺？告知承诺', '承诺件审查'],
      ['逾期：五日未答复；是否告知承诺？现场检查', '现场检查（两人）'],
    ])
  })
})

describe('the joint project', () => {
  const bundle = readBundle(join(root, 'processes', 'touzi-xiangmu-binglian'), join(root, 'forms'))

  it('opens its child cases itself: no work of a department\'s own system', async () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const manual = await manualOf(bundle, { names, locale })
      const rows = manual.chapters.find(({ id }) => id === 'automatic')!.pieces.flatMap((piece) => (piece.kind === 'table' ? piece.rows : []))
      expect(rows.find(([name]) => name === '施工许可（独立办件）')![1]).toBe({ 'zh-CN': '立一个单独的办件，等它办结', en: 'opens a case of its own and waits until it is decided' }[locale])
      expect(rows.flat().join('\n')).not.toContain('case:open')
    }
  })

  it('tells what a child case or a sheet handed on under another name, where the flow has no name of its own', async () => {
    const unnamed = { ...bundle, diagram: bundle.diagram.replace('name="是" sourceRef="Gateway_55yppv0"', 'sourceRef="Gateway_55yppv0"').replace('=owedCheck = "complete"', '=constructionPermit = "agree"').replace('name="是" sourceRef="Gateway_2n30f09"', 'sourceRef="Gateway_2n30f09"') }
    const text = textsOf(await manualOf(unnamed, { names, locale: 'zh-CN' })).join('\n')
    expect(text).toContain('各项均已办成？会签通过')
    expect(text).toContain('施工许可（独立办件）：该办件获准')
    expect(text).not.toMatch(/[：=]\s*"?(dis)?agree/)
  })
})

it('has words for every job the platform does and every answer of one', () => {
  for (const locale of ['zh-CN', 'en'] as const) {
    for (const job of platformJobs) expect(sayIn(locale)(`manuals.work.${job}`)).not.toBe('')
    for (const [job, answers] of Object.entries(jobOutcomes)) for (const answer of answers) expect(sayIn(locale)(`manuals.outcome.${job}.${answer}`)).not.toBe('')
  }
})

it('the manual says a decision table in words: which step it decides, each rule as the forms call it, with its law', async () => {
  const bundle = readBundle(join(root, 'processes', 'daolu-wajue'), join(root, 'forms'))
  const chapter = (await manualOf(bundle, { names, locale: 'zh-CN' })).chapters.find(({ id }) => id === 'tables')!
  const table = chapter.pieces.find(({ kind }) => kind === 'table') as Extract<(typeof chapter.pieces)[number], { kind: 'table' }>
  expect(table.head).toEqual(['序号', '管线紧急抢修', '申请内容', '道路最近一次施工', '已满年数', '结论：须经政府批准', '依据与说明'])
  expect(table.rows[2]).toEqual(['3', '否', '挖掘（含占用）', '新建、扩建、改建后交付使用', '小于 5', '是', '第三十三条第二款：新建、扩建、改建的道路交付使用后5年内，须经政府批准'])
  expect(textsOf({ title: '', lead: '', banner: null, foot: [], chapters: [chapter] }).join('')).toContain('“判断是否须经政府批准”按下表得出结论。每次只有一条规则成立。')
})
