// `npm run tongban -- watch`: looks once at all, then only at what was touched.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { mattersOf } from '../../scripts/tongban/test/targets.ts'
import { watchMatters, type Watching } from '../../scripts/tongban/watch.ts'

let folder: string
let watching: Watching | undefined
afterEach(() => {
  watching?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('says what broke, then that it is well again', async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-watch-'))
  for (const code of ['qiye-touzi-beian', 'huwai-guanggao']) for (const area of ['processes', 'forms']) cpSync(join(area, code), join(folder, area, code), { recursive: true })
  cpSync('forms/shared', join(folder, 'forms/shared'), { recursive: true })
  const shown: string[] = []
  let heard: (() => void) | undefined
  const looks = async (count: number): Promise<string> => {
    while (shown.length < count) await new Promise<void>((resolve) => { heard = resolve })
    return shown[count - 1]!
  }
  watching = await watchMatters(await mattersOf([folder], undefined), { show: (lines) => { shown.push(lines); heard?.() } })
  expect(await looks(1)).toMatch(/all well · 2 of 2 matters/)

  const scenario = join(folder, 'processes/qiye-touzi-beian/scenarios/yejian-beian.yaml')
  const before = readFileSync(scenario, 'utf8')
  writeFileSync(scenario, before.replace('outcome: filed', 'outcome: granted'))
  expect(await looks(2)).toMatch(/wanted: outcome: granted[^]*1 to look at · 1 of 2 matters/)
  expect(shown[1]).not.toContain('huwai-guanggao')
  writeFileSync(scenario, before)
  expect(await looks(3)).toMatch(/all well · 1 of 2 matters/)
  const guide = join(folder, 'processes/qiye-touzi-beian/matter.json')
  const own = readFileSync(guide, 'utf8')
  const taken = implementCodeOf(readFileSync(join(folder, 'processes/huwai-guanggao/matter.json'), 'utf8'))
  writeFileSync(guide, own.replace(implementCodeOf(own), taken))
  expect(await looks(4)).toContain('codes-are-its-own')
  writeFileSync(guide, own)
  expect(await looks(5)).toMatch(/all well/)
  writeFileSync(join(folder, 'forms/qiye-touzi-beian/application.schema.json'), '{')
  expect(await looks(6)).toMatch(/is not JSON/)
})

function implementCodeOf(guide: string): string {
  return (JSON.parse(guide) as { implementCode: string }).implementCode
}
