/** The keeper of drafts before the server's real doors: what is proposed or thrown away does not come back, whatever is on its way meanwhile. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Keeper } from '../../modeler/drafts/keeper.ts'
import type { PageModel } from '../../modeler/page.ts'
import { Workspace } from '../../modeler/workspace.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { routes } from '../../server/modeler/service.ts'
import { contextAt } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { processesRepository, type OutsideRepository } from '../support/processesRepository.ts'
import { serverWith, Visitor } from '../support/web.ts'

const AT = '/office/modeler/huwai-guanggao'
let database: TestDatabase
let db: Knex
let app: FastifyInstance
let repository: OutsideRepository
let analyst: Visitor
let model: PageModel
/** The network between the keeper and the server: a call may be held back, or lost. */
let network: (method: string) => Promise<'through' | 'lost'>

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  repository = await processesRepository(['huwai-guanggao'])
  app = await serverWith(contextAt(db, '2026-03-02T09:00:00+08:00', { PROCESSES_REPOSITORY: repository.dir }), [routes])
  analyst = await new Visitor(app).signIn('shengai-analyst')
  model = JSON.parse(/id="modeler-model">([\s\S]*?)<\/script>/.exec((await analyst.get(AT)).body)![1]!) as PageModel
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: RequestInit) => {
    if ((await network(method)) === 'lost') throw new TypeError('no connection')
    const reply = method === 'GET' ? await analyst.send({ method, url, headers: { accept: 'application/json' } }) : await analyst.json(method as 'PUT', url, JSON.parse(body as string) as object)
    return new Response(reply.statusCode === 204 ? null : reply.body, { status: reply.statusCode })
  })
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await app?.close()
  await db?.destroy()
  await database?.drop()
  repository?.remove()
})
beforeEach(async () => {
  await db.raw('delete from matter_draft')
  network = async () => 'through'
})

/** One window of the modeler: its workspace, its keeper. */
function window(): { workspace: Workspace; keeper: Keeper; draw(text: string): void } {
  const workspace = new Workspace(model.matter.code, model.matter.base, model.matter.files)
  const keeper = new Keeper(model, workspace, async () => new Set())
  return { workspace, keeper, draw: (text) => workspace.write('letters/permit.hbs', text, 'letters') }
}
const drafts = async (): Promise<string[]> => (await db.raw(`select files->>'letters/permit.hbs' as text from matter_draft`)).rows.map(({ text }: { text: string }) => text)

/** Holds the next call of a method until it is let through. */
function holdNext(held: string): { arrived: Promise<void>; release(): void } {
  let release: () => void
  const released = new Promise<void>((resolve) => { release = resolve })
  const arrived = new Promise<void>((resolve) => {
    network = async (method) => {
      if (method !== held) return 'through'
      network = async () => 'through'
      resolve()
      await released
      return 'through'
    }
  })
  return { arrived, release: release! }
}

for (const end of ['drop', 'proposed'] as const) {
  test(`${end}: a save on its way ends first and what it saved goes too`, async () => {
    const { workspace, keeper, draw } = window()
    draw('样例甲')
    const put = holdNext('PUT')
    const saved = keeper.keep()
    await put.arrived
    const again = keeper.keep() // a second one waits behind it
    const gone = keeper[end]()
    put.release()
    expect(await gone).toBe(true)
    await Promise.all([saved, again])
    expect([await drafts(), keeper.state.get()]).toEqual([[], 'same'])
    expect(await keeper.keep()).toBe(true)
    expect(await drafts(), 'without a change nothing is a draft again').toEqual([])
    expect(workspace.read('letters/permit.hbs')).toBe(end === 'drop' ? undefined : '样例甲')
    draw('样例乙')
    await keeper.keep()
    expect(await drafts()).toEqual(['样例乙'])
  })
}

test('a save that waits for the hand to rest does not start any more', async () => {
  vi.stubGlobal('addEventListener', () => undefined)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval'] })
  try {
    const { keeper, draw } = window()
    await keeper.start()
    draw('样例甲')
    expect(keeper.state.get()).toBe('saving')
    expect(await keeper.proposed()).toBe(true)
    await vi.advanceTimersByTimeAsync(5000)
    expect([await keeper.keep(), await drafts(), keeper.state.get()]).toEqual([true, [], 'same'])
  } finally {
    vi.useRealTimers()
  }
})

test('a draft that another window has changed is not thrown away, and nobody is told that it was', async () => {
  const [one, two] = [window(), window()]
  one.draw('样例甲')
  await one.keeper.keep()
  const { draft } = (await analyst.send({ method: 'GET', url: `${AT}/draft`, headers: { accept: 'application/json' } })).json()
  await two.keeper.mergeDraft()
  two.draw('样例乙')
  await two.keeper.keep()
  expect(draft.number).toBe(1)
  expect([await one.keeper.drop(), await one.keeper.proposed()]).toEqual([false, false])
  expect([one.workspace.read('letters/permit.hbs'), await drafts()]).toEqual(['样例甲', ['样例乙']])
})

test('without a connection nothing is thrown away; with it again, it is', async () => {
  const { workspace, keeper, draw } = window()
  draw('样例甲')
  await keeper.keep()
  network = async () => 'lost'
  expect(await keeper.drop()).toBe(false)
  expect([workspace.read('letters/permit.hbs'), await drafts()]).toEqual(['样例甲', ['样例甲']])
  network = async () => 'through'
  expect(await keeper.drop()).toBe(true)
  expect(await drafts()).toEqual([])
})

test('what stands in a returned proposal is taken up, what was changed meanwhile with it, and the draft says that it goes on with it', async () => {
  const { workspace, keeper, draw } = window()
  const commit = 'a'.repeat(40)
  draw('样例甲')
  const theirs = { ...workspace.baseFiles, 'matter.json': workspace.baseFiles['matter.json']!.replace('城市户外广告', '户外广告') }
  expect(await keeper.takeUp(commit, theirs, workspace.baseFiles)).toBe(true)
  expect([workspace.read('letters/permit.hbs'), workspace.read('matter.json')]).toEqual(['样例甲', theirs['matter.json']])
  await keeper.keep()
  const kept = async (): Promise<string> => (await analyst.send({ method: 'GET', url: `${AT}/draft`, headers: { accept: 'application/json' } })).json().draft?.goesOn
  expect(await kept()).toBe(commit)
  const other = window()
  await other.keeper.mergeDraft()
  expect([other.workspace.goesOn, other.workspace.read('matter.json')]).toEqual([commit, theirs['matter.json']])
  expect(await other.keeper.drop()).toBe(true)
  expect([other.workspace.goesOn, await kept()]).toEqual([null, undefined])
})

test('what another window threw away is a draft of its own here, when it is merged', async () => {
  const [one, two] = [window(), window()]
  one.draw('样例甲')
  await one.keeper.keep()
  await two.keeper.mergeDraft()
  expect(await two.keeper.drop()).toBe(true)
  one.draw('样例乙')
  expect([await one.keeper.keep(), one.keeper.state.get()]).toEqual([false, 'elsewhere'])
  expect([await one.keeper.mergeDraft(), await drafts()]).toEqual([true, ['样例乙']])
})
