// The pipelines that `tongban new ci` writes, tried by running the very commands they name in a department's repository; and what forges read of it.
import { spawnSync } from 'node:child_process'
import fs, { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import git from 'isomorphic-git'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CannotRun } from '../../scripts/tongban/cannotRun.ts'
import { writePipeline } from '../../scripts/tongban/new.ts'
import { elementsOf } from '../support/xml.ts'

const CODE = 'qiye-touzi-beian'
let folder: string
let base: string

interface GitHub { on: object; env: Record<string, string>; jobs: { matters: { steps: { name?: string; run?: string; uses?: string }[] } } }
type GitLab = Record<string, { script?: string[]; artifacts?: object; extends?: string }> & { '.tongban': { before_script: string[]; variables: Record<string, string> } }

/** A repository with one matter, whose promise the last commit lengthens; Tongban lies beside it as the pipelines put it. */
beforeAll(async () => {
  folder = fs.realpathSync(mkdtempSync(join(tmpdir(), 'tongban-ci-')))
  for (const area of ['processes', 'forms']) cpSync(join(area, CODE), join(folder, area, CODE), { recursive: true })
  cpSync('forms/shared', join(folder, 'forms/shared'), { recursive: true })
  await git.init({ fs, dir: folder, defaultBranch: 'main' })
  base = await commit('the matter')
  const file = join(folder, 'processes', CODE, 'matter.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/("name": )"企业投资项目备案"/, '$1"企业投资项目备案（样例）"'))
  await commit('its name')
  symlinkSync(resolve('.'), join(folder, '.tongban'))
  for (const forge of ['github', 'gitlab']) writePipeline(folder, forge)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function commit(message: string): Promise<string> {
  for (const [file] of await git.statusMatrix({ fs, dir: folder })) await git.add({ fs, dir: folder, filepath: file })
  return git.commit({ fs, dir: folder, message, author: { name: '样例-作者', email: 'author@example.invalid' } })
}

function run(command: string, env: Record<string, string>, cwd = folder): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', command], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: process.env.HOME, TONGBAN: '.tongban/scripts/tongban.mjs', ...env } })
  return { status, out: stdout, err: stderr }
}

/** A matter that breaks a rule and a scenario, for what the pipelines say of it. */
function broken<T>(work: () => T): T {
  const files = [join(folder, 'processes', CODE, 'matter.json'), join(folder, 'processes', CODE, 'scenarios/yejian-beian.yaml')]
  const before = files.map((file) => readFileSync(file, 'utf8'))
  writeFileSync(files[0]!, before[0]!.replace(/"faq": \[/, '"faq": [{ "question": 1 },'))
  writeFileSync(files[1]!, before[1]!.replace('outcome: filed', 'outcome: denied'))
  try {
    return work()
  } finally {
    files.forEach((file, index) => writeFileSync(file, before[index]!))
  }
}

describe('the pipeline of GitHub', { timeout: 180_000 }, () => {
  const steps = (): Record<string, string> => Object.fromEntries((parse(readFileSync(join(folder, '.github/workflows/matters.yml'), 'utf8')) as GitHub).jobs.matters.steps.flatMap(({ name, run: command }) => (command ? [[name!, command]] : [])))

  it('passes a good change, and tells it in words', () => {
    const summary = join(folder, 'summary.md')
    const { 'Rules': rules, 'Scenarios': scenarios, 'What changes, in words': changes } = steps()
    expect(run(changes!, { BASE: base, GITHUB_STEP_SUMMARY: summary }).err.replace(/^npm warn.*$/gm, '').trim()).toBe('')
    expect(readFileSync(summary, 'utf8')).toMatch(/### 企业投资项目备案（样例） \(`qiye-touzi-beian`\)\n\n- \*\*办事指南\*\* .*企业投资项目备案（样例）/)
    expect(run(rules!, {})).toMatchObject({ status: 0 })
    expect(run(scenarios!, {})).toMatchObject({ status: 0 })
    expect(readFileSync(join(folder, 'ways.html'), 'utf8')).toContain('<svg')
    expect(elementsOf(readFileSync(join(folder, 'scenarios.xml'), 'utf8')).map(({ name }) => name)).toContain('testcase')
  })

  it('stops a bad one, beside its lines', () => {
    const { 'Rules': rules, 'Scenarios': scenarios } = steps()
    broken(() => {
      expect(run(rules!, {})).toMatchObject({ status: 1, out: expect.stringMatching(/^::error file=processes\/qiye-touzi-beian\/matter.json,line=\d+,title=/m) })
      expect(run(scenarios!, {})).toMatchObject({ status: 1 })
    })
  })

  it('takes nothing of a pull request into a command', () => {
    for (const command of Object.values(steps())) expect(command).not.toContain('${{')
  })
})

describe('the pipeline of GitLab', { timeout: 180_000 }, () => {
  const pipeline = (): GitLab => parse(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8')) as GitLab
  const script = (job: string): string => pipeline()[job]!.script!.join('\n')

  it('passes a good change and tells it; without a token nobody is written to', () => {
    expect(run(script('rules'), {}).status).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'code-quality.json'), 'utf8'))).toEqual([])
    expect(run(script('scenarios'), {}).status).toBe(0)
    expect(run(script('changes'), { CI_MERGE_REQUEST_DIFF_BASE_SHA: base })).toMatchObject({ status: 0, out: expect.stringContaining('企业投资项目备案（样例）') })
    expect(run(script('changes'), {})).toMatchObject({ status: 0 })
  })

  it('fetches Tongban once', () => {
    const place = mkdtempSync(join(folder, 'place-'))
    const fetch = (): number | null => run(pipeline()['.tongban'].before_script.join('\n'), { TONGBAN_REPOSITORY: '/nowhere', TONGBAN_VERSION: 'main' }, place).status
    expect(fetch()).toBe(128)
    fs.mkdirSync(join(place, '.tongban/.git'), { recursive: true })
    expect(fetch()).toBe(0)
    rmSync(place, { recursive: true })
  })

  it('stops a bad one, with a report of the shape GitLab reads', () => {
    broken(() => {
      expect(run(script('rules'), {}).status).toBe(1)
      const found = JSON.parse(readFileSync(join(folder, 'code-quality.json'), 'utf8')) as Record<string, unknown>[]
      for (const one of found) expect(one).toEqual({ description: expect.any(String), check_name: expect.any(String), fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/), location: { path: expect.not.stringMatching(/^[./]/), lines: { begin: expect.any(Number) } } })
      expect(found.length).toBeGreaterThan(0)
      expect(run(script('scenarios'), {}).status).toBe(1)
    })
  })
})

it('a pipeline is written once, for a forge there is', () => {
  expect(() => writePipeline(folder, 'github')).toThrow(/is there already/)
  expect(() => writePipeline(folder, 'svn')).toThrow(CannotRun)
})
