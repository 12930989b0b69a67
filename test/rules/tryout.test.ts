/** The trial runs of the modeler: scenarios out of the workspace's texts, each step with inbox and limit, what differs in words, what nobody goes. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actOf, laterThan, proposed, withOutcome, type Choice } from '../../modeler/tryout/acts.ts'
import { check } from '../../modeler/tryout/check.ts'
import { follows, offer, type Draft } from '../../modeler/tryout/recording.ts'
import { run } from '../../modeler/tryout/run.ts'
import { clockMoved, failed, happened, inboxOf, limitOf, missedWords, nameIn, whenOf } from '../../modeler/tryout/say.ts'
import type { Setting } from '../../modeler/tryout/setting.ts'
import { readScenario } from '../../processes/play/scenario.ts'
import { wordsOf } from '../../modeler/words/words.ts'
import type { Files } from '../../modeler/workspace.ts'
import { surroundings } from '../../scripts/tongban/test/surroundings.ts'
import { readCalendarFiles } from '../../server/deadlines/calendarFiles.ts'

const texts = (dir: string, prefix: string, ending: string): [string, string][] => (existsSync(dir) ? readdirSync(dir) : []).filter((name) => name.endsWith(ending)).map((name) => [`${prefix}${name}`, readFileSync(join(dir, name), 'utf8')])
const filesOf = (code: string): Files => Object.fromEntries([
  ...texts(`processes/${code}`, '', 'matter.json'), ...texts(`processes/${code}`, '', '.bpmn'), ...texts(`processes/${code}/scenarios`, 'scenarios/', '.yaml'), ...texts(`processes/${code}/tables`, 'tables/', '.dmn'), ...texts(`forms/${code}`, 'forms/', '.schema.json'),
])
const shared = Object.fromEntries(texts('forms/shared', '', '.json').map(([name, text]) => [name, JSON.parse(text) as object]))
const { organisation } = surroundings()
const around = { shared, calendar: readCalendarFiles('processes'), organisation, parts: {} as Record<string, Files>, locale: 'zh-CN' as const }
const setting = (code: string, change: (files: Record<string, string>) => void = () => undefined, parts: string[] = []): Setting => {
  const files: Record<string, string> = { ...filesOf(code) }
  change(files)
  return { ...around, matter: code, files, parts: Object.fromEntries(parts.map((part) => [part, filesOf(part)])) }
}
const host = { words: wordsOf('zh-CN'), page: { locale: 'zh-CN' as const, place: { bodies: [], groups: [{ id: 'chengguan/window', name: '样例城管 窗口', holders: [] }], shared: {} } } }

describe('the scenarios of a matter', () => {
  it('say at each step whose inbox it came to, which date and what is left', async () => {
    const { scenarios, problem } = await run(setting('daolu-wajue'))
    expect([problem, scenarios.flatMap(({ failures }) => failures)]).toEqual([null, []])
    const story = scenarios.find(({ path }) => path === 'scenarios/jihua-wajue.yaml')!
    const told = story.steps.map(({ told: line, inbox }) => [whenOf(line), happened(host, line, nameIn(organisation)), ...inbox.map((waiting) => `${inboxOf(host, waiting)} ${limitOf(host, waiting.limit)}`)].join(' | '))
    expect(told[0]).toMatch(/^2026-\d\d-\d\d \d\d:\d\d \| 申请人提交申请 \| 样例城管 窗口 受理时限 2026-\d\d-\d\d 24:00，剩 5 个工作日$/)
    expect(told.at(-1)).toMatch(/^2026-\d\d-\d\d .*办结：准予$/)
    expect(story.steps[0]!.way).toContain('acceptance')
    expect(story.way.length).toBeGreaterThan(story.steps[0]!.way.length)
  })

  it('of a whole are played with their parts', async () => {
    const children = (JSON.parse(readFileSync('processes/kaican-yijianshi/matter.json', 'utf8')) as { children: { matter: string }[] }).children.map(({ matter }) => matter)
    const whole = await run(setting('kaican-yijianshi', undefined, children))
    expect(whole.scenarios.flatMap(({ failures }) => failures)).toEqual([])
    expect(whole.scenarios.some(({ steps }) => steps.some(({ inbox }) => inbox.some(({ part }) => part !== null)))).toBe(true)
    expect((await run(setting('kaican-yijianshi'))).problem).toMatch(/^办事指南列有分项“[\w-]+”，但该事项尚未发布/)
  })

  it('that differ say the line, what was wanted, what was found and what to do', async () => {
    const path = 'scenarios/jihua-wajue.yaml'
    const wrong = async (from: string | RegExp, to: string) => {
      const { scenarios } = await run(setting('daolu-wajue', (files) => { files[path] = files[path]!.replace(from, to) }))
      return scenarios.find((one) => one.path === path)!.failures.map((failure) => failed(host, failure))
    }
    expect(await wrong('promisedOn: 2026-03-05', 'promisedOn: 2026-03-06')).toEqual([{ where: expect.stringMatching(/^看第 \d+ 行$/), wanted: '承诺届满日：2026-03-06', found: '2026-03-05', todo: expect.stringContaining('重新数一遍') }])
    expect(await wrong('outcome: granted\n', 'outcome: denied\n')).toMatchObject([{ wanted: '结果：不予', found: '准予' }])
    expect((await wrong('by: chengguan-road-2', 'by: chengguan-road-1'))[0]).toMatchObject({ wanted: expect.stringMatching(/^第 \d+ 个动作（siteVisit）做成$/), found: '您已签署，须由另一名工作人员签署后才能完成。' })
    expect(await wrong(/^[^]*$/, 'name: [')).toMatchObject([{ where: '看第 1 行', found: expect.stringContaining('不是 YAML') }])
    expect(await wrong('by: chengguan-road-2', 'by: nobody')).toMatchObject([{ found: '机构名录中没有工作人员“nobody”。请改正 by，或在机构名录中增加此人。' }])
    expect(await wrong(/acts:[^]*expect:/, 'acts: []\nexpect:')).toContainEqual(expect.objectContaining({ wanted: '办件：已办结', found: '已收件，停在 acceptance' }))
    expect((await wrong(/letters: \[/, 'letters: [permit, '))[0]).toMatchObject({ wanted: expect.stringMatching(/^文书：依次有.*、.*书/), found: expect.stringContaining('、') })
  })

  it('that differ in a part say which part', async () => {
    const path = 'scenarios/quanbu-bancheng.yaml'
    const { scenarios } = await run(setting('kaican-yijianshi', (files) => { files[path] = files[path]!.replace('promisedOn: 2026-03-03', 'promisedOn: 2026-03-04') }, ['shipin-jingying', 'gongzhong-xiaofang']))
    expect(scenarios.find((one) => one.path === path)!.failures.map((failure) => failed(host, failure))).toEqual([
      { where: expect.stringMatching(/^看第 \d+ 行$/), wanted: '“公众聚集场所投入使用、营业前消防安全检查”：承诺届满日：2026-03-04', found: '2026-03-03', todo: expect.stringContaining('重新数一遍') },
    ])
  })

  it('leave what nobody goes named', async () => {
    const { coverage } = await run(setting('daolu-wajue', (files) => { for (const path of Object.keys(files)) if (path.startsWith('scenarios/') && !path.endsWith('jihua-wajue.yaml')) delete files[path] }))
    expect(coverage!.flows.covered).toBeLessThan(coverage!.flows.all)
    expect(coverage!.missing.map((one) => missedWords(host, one)).join('\n')).toMatch(/“不予受理”“.+” → “.+”/)
  })

  it('are not played while a file cannot be read, which is said', async () => {
    expect(await run(setting('daolu-wajue', (files) => { files['matter.json'] = '{' }))).toMatchObject({ problem: expect.stringMatching(/^文件 matter\.json 不是 JSON/), scenarios: [], coverage: null })
    expect((await run(setting('daolu-wajue', (files) => { files['process.bpmn'] = '<a/>' }))).problem).toBeTruthy()
  })
})

describe('a path recorded', () => {
  const empty: Draft = { name: '样例路径', applied: null, application: null, applicant: null, acts: [] }
  const end = setting('daolu-wajue')
  /** Clicks what is offered first, by whoever has not yet acted there, with the outcome wanted; a refused act is no part of the path. */
  const record = async (wanted: (choice: Choice) => string | undefined): Promise<{ draft: Draft; text: string | null }> => {
    let [draft, offered] = [empty, await offer(end, empty)]
    for (let clicks = 0; !offered.closed && clicks < 40; clicks++) {
      const choice = offered.choices[0]
      if (!choice) throw new Error('Nothing is offered, and the case is open.')
      const outcome = choice.outcomes.find(({ value }) => value === wanted(choice)) ?? choice.outcomes[0]
      const by = proposed(choice, draft.acts)
      const at = laterThan(draft.acts.at(-1)?.at ?? offered.applied)
      draft = { ...draft, applied: offered.applied, application: offered.application, acts: [...draft.acts, actOf(choice, { at, by, ...(outcome ? { data: outcome.data } : {}) })] }
      offered = await offer(end, draft)
      expect(offered.refused).toBeNull()
    }
    return { draft, text: offered.text }
  }

  it('is kept as a scenario with its dates, which then passes', async () => {
    const { draft, text } = await record(() => undefined)
    expect(draft.acts.length).toBeGreaterThan(4)
    expect(text).toMatch(/^name: 样例路径$[^]*^expect:$[^]*^ {2}outcome: granted$[^]*promisedOn: \d{4}-\d\d-\d\d[^]*decidedOn: \d{4}/m)
    const { scenarios } = await run(setting('daolu-wajue', (files) => { files['scenarios/yangli.yaml'] = text! }))
    expect(scenarios.find(({ path }) => path === 'scenarios/yangli.yaml')).toMatchObject({ name: '样例路径', failures: [] })
  })

  it('lets time pass to the end of a limit, and says who refused what', async () => {
    const first = await offer(end, empty)
    expect(first.choices[0]).toMatchObject({ step: 'acceptance', applicant: false, officers: expect.arrayContaining([{ login: 'chengguan-window', name: '样例-城管窗口' }]) })
    const silent = await offer(end, { ...empty, acts: [{ at: first.due!, by: 'silence', step: 'acceptance' }] })
    expect(silent.refused).toBeNull()
    expect(silent.choices.map(({ step }) => step)).not.toContain('acceptance')
    const wrong = await offer(end, { ...empty, acts: [actOf(first.choices[0]!, { at: laterThan(first.applied), by: 'chengguan-window', data: { outcome: 'refuse' } })] })
    expect(wrong.refused).toMatchObject({ place: ['acts', 0], found: expect.stringContaining('/') })
    expect((await offer(end, { ...empty, application: {} })).refused).toMatchObject({ place: ['application'] })
  })

  it('offers what may be done to the case itself, to whom may do it, with the date that follows; and keeps it', async () => {
    const board = setting('huwai-guanggao')
    const besides = (choices: readonly Choice[]) => choices.filter(({ name }) => name === '').map(({ beside, officers }) => [beside, officers.map(({ login }) => login)])
    const before = await offer(board, empty)
    expect(besides(before.choices)).toEqual([['green-channel', ['chengguan-deputy']], ['withdrawal', []]])
    const accepted = before.choices[0]!
    const acts = [actOf(accepted, { at: laterThan(before.applied), by: proposed(accepted, []), data: accepted.outcomes.find(({ value }) => value === 'accept')!.data })]
    const after = await offer(board, { ...empty, acts })
    expect(besides(after.choices)).toEqual([['extension', ['chengguan-head']], ['green-channel', ['chengguan-deputy']], ['withdrawal', []]])
    const longer = after.choices.find(({ beside }) => beside === 'extension')!
    const extended = actOf(longer, { at: laterThan(acts[0]!.at), by: 'chengguan-head', data: { amount: 10, reason: '样例理由' } })
    const then = await follows(board, { ...empty, acts }, extended)
    const [old, next] = [after.clocks, then.clocks].map((clocks) => clocks.find(({ kind }) => kind === 'statutory')!)
    expect([then.refused, next!.left.days - old!.left.days]).toEqual([null, 10])
    expect(clockMoved(host, next!, old)).toMatch(/^法定办结时限 2026-\d\d-\d\d 24:00，剩 .*（原为 2026-\d\d-\d\d 24:00）$/)
    expect((await follows(board, { ...empty, acts }, { ...extended, data: { amount: 11, reason: '样例理由' } })).refused?.found).toBe('延期最长10 个工作日，您填写的是11 个工作日。')
    const given = await offer(board, { ...empty, acts: [...acts, extended] })
    expect(besides(given.choices).map(([beside]) => beside)).toEqual(['green-channel', 'withdrawal'])
    const goes = given.choices.find(({ beside }) => beside === 'withdrawal')!
    const over = await offer(board, { ...empty, acts: [...acts, extended, actOf(goes, { at: laterThan(extended.at), by: '' })] })
    expect([over.refused, over.closed, over.choices]).toEqual([null, true, []])
    const { scenarios } = await run(setting('huwai-guanggao', (files) => { files['scenarios/yangli.yaml'] = over.text! }))
    expect(scenarios.find(({ path }) => path === 'scenarios/yangli.yaml')).toMatchObject({ failures: [], steps: [{}, {}, { told: { act: { do: 'extension', data: { amount: 10 } } } }, { told: { act: { do: 'withdrawal', by: 'applicant' } } }, {}] })
  })

  it('lets the clock stand still where the diagram says so, which is told beforehand', async () => {
    const board = setting('huwai-guanggao')
    const texts = filesOf('huwai-guanggao')
    const [name, text] = Object.entries(texts).find(([path, one]) => path.startsWith('scenarios/') && one.includes('appraisalReport'))!
    const { acts, applied, application } = readScenario(text, 'huwai-guanggao', name)
    const at = acts.findIndex(({ step }) => step === 'appraisalReport')
    const draft = { ...empty, applied, application, acts: acts.slice(0, at - 1) }
    expect((await follows(board, draft, acts[at - 1]!)).clocks.find(({ kind }) => kind === 'statutory')).toMatchObject({ state: 'paused', deadline: null })
    expect((await follows(board, { ...draft, acts: acts.slice(0, at) }, acts[at]!)).clocks.find(({ kind }) => kind === 'statutory')).toMatchObject({ state: 'running', deadline: expect.stringMatching(/^2026/) })
  })

  it('is filled in by the step\'s own form: what does not fit is said, what does is the data of the act', async () => {
    const typed = (answers: Record<string, string>) => check(end, { part: null, form: 'acceptance', step: 'acceptance', answers, base: {} })
    expect(await typed({ '/outcome': 'accept' })).toEqual({ data: { outcome: 'accept' }, issues: [] })
    const refused = await typed({ '/outcome': 'refuse', '/nobody': 'asks this' })
    expect([Object.keys(refused.data), refused.issues.length > 0]).toEqual([['outcome'], true])
    await expect(check(end, { part: null, form: 'constructor', step: null, answers: {}, base: {} })).rejects.toMatchObject({ sentence: { zh: expect.stringContaining('没有表单') } })
  })

  it('takes the sample of another outcome, and leaves what somebody wrote', () => {
    const choice = { outcomes: [{ value: 'a', title: 'A', data: { outcome: 'a', note: '样例' } }, { value: 'b', title: 'B', data: { outcome: 'b', note: '样例', why: '样例' } }] } as unknown as Choice
    expect(withOutcome(choice, { outcome: 'a', note: '样例' }, { outcome: 'b', note: '样例' })).toEqual({ outcome: 'b', note: '样例', why: '样例' })
    expect(withOutcome(choice, { outcome: 'a', note: '样例' }, { outcome: 'b', note: '我写的' })).toEqual({ outcome: 'b', note: '我写的', why: '样例' })
    const same = { outcome: 'a', note: '' }
    expect(withOutcome(choice, { outcome: 'a', note: '样例' }, same)).toBe(same)
  })

  it('is begun by whom the matter takes: a person where it is for persons', async () => {
    const { refused, applicant, steps } = await offer(setting('yanglao-canbao'), empty)
    expect([refused, applicant?.kind]).toEqual([null, 'person'])
    expect(steps[0]?.told.kind).toBe('applied')
  })

  it('goes on in working hours', () => {
    expect([laterThan('2026-03-02T09:00:00+08:00'), laterThan('2026-03-02T16:30:00+08:00')]).toEqual(['2026-03-02T10:00:00+08:00', '2026-03-03T09:00:00+08:00'])
  })
})
