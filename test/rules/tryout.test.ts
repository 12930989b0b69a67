/** The trial runs of the modeler: scenarios out of the workspace's texts, each step with inbox and limit, what differs in words, what nobody goes. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actOf, laterThan, proposed, type Choice } from '../../modeler/tryout/acts.ts'
import { offer, type Draft } from '../../modeler/tryout/recording.ts'
import { run } from '../../modeler/tryout/run.ts'
import { failed, happened, inboxOf, limitOf, missedWords, nameIn, whenOf } from '../../modeler/tryout/say.ts'
import type { Setting } from '../../modeler/tryout/setting.ts'
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
const host = { words: wordsOf('zh-CN'), page: { locale: 'zh-CN' as const, place: { bodies: [], groups: [{ id: 'chengguan/window', name: '样例城管 窗口' }], shared: {} } } }

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
    expect((await run(setting('kaican-yijianshi'))).problem).toMatch(/child matter "[\w-]+", which is not published/)
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
    expect(await wrong(/^[^]*$/, 'name: [')).toMatchObject([{ where: '看第 1 行', found: expect.stringContaining('no YAML') }])
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
    expect(await run(setting('daolu-wajue', (files) => { files['matter.json'] = '{' }))).toMatchObject({ problem: expect.stringContaining('matter.json is not JSON'), scenarios: [], coverage: null })
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

  it('is begun by whom the matter takes: a person where it is for persons', async () => {
    const { refused, applicant, steps } = await offer(setting('yanglao-canbao'), empty)
    expect([refused, applicant?.kind]).toEqual([null, 'person'])
    expect(steps[0]?.told.kind).toBe('applied')
  })

  it('goes on in working hours', () => {
    expect([laterThan('2026-03-02T09:00:00+08:00'), laterThan('2026-03-02T16:30:00+08:00')]).toEqual(['2026-03-02T10:00:00+08:00', '2026-03-03T09:00:00+08:00'])
  })
})
