/** Two installations on one engine: the second is refused before it takes or says anything, and the first never notices. On any engine. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../server/db/pool.ts'
import { faultyGateway, type FaultyGateway } from '../support/faultyGateway.ts'
import { wireWorld, type EngineUnderTest, type WireWorld } from '../support/wire.ts'

const FIRST = '11111111111111aa'
const SECOND = '22222222222222bb'

export function installationStories(label: string, start: () => Promise<EngineUnderTest>): void {
  describe(`two installations on ${label}`, () => {
    let engine: EngineUnderTest
    let gateway: FaultyGateway
    const worlds: WireWorld[] = []
    /** Both count their cases from 1000: the numbers coincide, as they would in two young installations. */
    const world = async (installation: string, env: NodeJS.ProcessEnv = {}): Promise<WireWorld> => {
      const opened = await wireWorld({ port: gateway.port, idle: engine.idle }, { installation, env: { PUBLIC_URL: `https://${installation}.example`, ...env } })
      worlds.push(opened)
      return opened
    }
    beforeAll(async () => {
      engine = await start()
      gateway = await faultyGateway(engine.port)
    })
    afterEach(async () => {
      for (const each of worlds.splice(0)) {
        await each.zeebe.release().catch(() => undefined) // it was taken over
        await each.stop()
      }
    })
    afterAll(async () => {
      await gateway?.close()
      await engine?.close()
    })

    test('the second is refused with one sentence that names the first; no job is taken, no case of the first is touched', async () => {
      const first = await world(FIRST)
      const id = await first.open('sections')
      await first.settle()
      gateway.calls = {}
      await expect(world(SECOND)).rejects.toThrow(`serves another Tongban, ${FIRST} at https://${FIRST}.example since 2026-03-02`)
      expect(Object.keys(gateway.calls).sort()).toEqual(['ActivateJobs', 'DeployResource', 'FailJob', 'PublishMessage']) // the marker's, and nothing else
      await first.complete(id, 'acceptance')
      await first.settle()
      expect(await first.inbox(id)).toEqual(['quality', 'safety'])
    })

    test('other servers of the first, and its next start, find their own', async () => {
      const first = await world(FIRST)
      const others = await Promise.all([first.secondServer(), first.secondServer(), first.secondServer()])
      const id = await first.open('filing')
      await others[0]!.zeebe.idle(others[0]!.relay.drain, engine.idle)
      expect(first.handled).toEqual([`${id}:accept`, `${id}:issue`])
    })

    test('two that start in the same moment: one has it', async () => {
      const both = await Promise.allSettled([world(FIRST), world(SECOND)])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    test('one that started while the engine was away asks when it is back, and sends nothing where it is another\'s', async () => {
      const first = await world(FIRST)
      await first.settle()
      await gateway.goAway()
      const second = await world(SECOND)
      expect(second.ctx.logged).toContainEqual(expect.objectContaining({ level: 'warn', message: 'The Zeebe does not answer; whether it is ours is asked when it does.' }))
      await second.open('filing')
      await gateway.comeBack()
      gateway.calls = {}
      await expect.poll(async () => {
        await second.relay.drain()
        second.ctx.advance({ minutes: 1 })
        return second.ctx.logged.filter(({ level }) => level === 'error').map(({ message }) => message)
      }, { timeout: 20_000 }).toEqual([expect.stringContaining(`serves another Tongban, ${FIRST}`)])
      await expect(second.zeebe.client.activateJobs({ type: 'case:accept', maxJobs: 1, timeoutMs: 1000, waitMs: -1 })).rejects.toMatchObject({ kind: 'not-sent' })
      expect(gateway.calls.CreateProcessInstance).toBeUndefined()
      expect(second.handled).toEqual([])
      expect(await row(second.db, "select state, maybe_sent from outbox where topic = 'engine:start'")).toEqual({ state: 'waiting', maybe_sent: false })
    })

    test('one that is gone for good is replaced by name; its jobs are put back unhandled', async () => {
      const first = await world(FIRST)
      const old = await first.open('sections')
      await first.settle()
      const { key } = await first.jobOf(old, 'acceptance')
      const second = await world(SECOND, { ZEEBE_TAKE_OVER: FIRST })
      const id = await second.open('filing')
      expect(id).toBe(old)
      await first.zeebe.client.updateJobTimeout(key, 1) // the dead hold nothing for ever
      await expect.poll(async () => {
        await second.settle()
        return second.ctx.logged.filter(({ level, fields }) => level === 'error' && (fields as { jobKey?: string }).jobKey === key).length
      }, { timeout: 10_000 }).toBe(1)
      expect(second.handled).toEqual([`${id}:accept`, `${id}:issue`])
      expect(await engine.incidents()).toEqual([])
    })

    test('one whose Zeebe was given to another is refused at its next start', async () => {
      const first = await world(FIRST)
      await world(SECOND, { ZEEBE_TAKE_OVER: FIRST })
      await expect(first.secondServer()).rejects.toThrow(`serves another Tongban, ${SECOND}`)
    })
  })
}
