/** What our side of the wire does when the other side is slow, deaf or away: as stories, on any engine behind a gateway that misbehaves. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { row, rows } from '../../server/db/pool.ts'
import { faultyGateway, type Fault, type FaultyGateway } from '../support/faultyGateway.ts'
import { wireWorld, type EngineUnderTest, type WireWorld } from '../support/wire.ts'

export function faultStories(label: string, start: () => Promise<EngineUnderTest>): void {
  describe(`trouble on the wire to ${label}`, () => {
    let engine: EngineUnderTest
    let gateway: FaultyGateway
    let world: WireWorld

    beforeAll(async () => {
      engine = await start()
      gateway = await faultyGateway(engine.port)
      world = await wireWorld({ port: gateway.port, idle: engine.idle })
    })
    afterEach(() => {
      gateway.fault = () => 'pass'
      gateway.calls = {}
    })
    afterAll(async () => {
      await world?.stop()
      await gateway?.close()
      await engine?.close()
    })

    /** The next calls of one method meet these faults, later ones pass. */
    const next = (method: string, ...faults: Fault[]): void => {
      gateway.fault = (called) => (called === method ? (faults.shift() ?? 'pass') : 'pass')
    }
    /** Settles again and again while time passes, as retries want it. */
    const endure = async (minutes: number): Promise<void> => {
      for (let i = 0; i < minutes; i++) {
        await world.settle()
        world.ctx.advance({ minutes: 1 })
      }
      await world.settle()
    }

    test('the reply to "create" is lost: the case has one instance, bound by its first job, and no second is asked for', async () => {
      next('CreateProcessInstance', 'lose-reply')
      const id = await world.open('sections')
      await endure(2)
      expect(gateway.calls.CreateProcessInstance).toBe(1)
      expect(await world.inbox(id)).toEqual(['acceptance'])
      expect(world.handled.filter((step) => step.startsWith(`${id}:`))).toEqual([`${id}:register`, `${id}:acceptance`])
    })

    test('three replies to "create" are lost and no job has arrived in between: still one instance is left', async () => {
      next('CreateProcessInstance', 'lose-reply', 'lose-reply', 'lose-reply')
      const id = await world.open('sections')
      for (let i = 0; i < 4; i++) {
        await world.relay.drain() // the workers see nothing of it
        world.ctx.advance({ minutes: 1 })
      }
      await endure(2)
      expect(gateway.calls.CreateProcessInstance).toBe(4)
      expect(await world.inbox(id)).toEqual(['acceptance'])
      expect(world.handled.filter((step) => step.startsWith(`${id}:`))).toEqual([`${id}:register`, `${id}:acceptance`])
      const twins = await rows<{ state: string }>(world.db, "select state from outbox where topic = 'engine:cancel' and payload->>'twin' = 'true'")
      expect(twins).toEqual([{ state: 'done' }, { state: 'done' }, { state: 'done' }])
    })

    test('the reply to "complete" is lost: the second attempt finds it done', async () => {
      const id = await world.open('sections')
      await world.settle()
      next('CompleteJob', 'lose-reply')
      await world.complete(id, 'acceptance')
      await endure(2)
      expect(await row(world.db, "select answer, attempt from outbox where case_id = ? and topic = 'engine:complete' order by id desc limit 1", [id])).toEqual({ answer: 'not found after an earlier send of ours: done', attempt: 2 })
      expect(await world.inbox(id)).toEqual(['quality', 'safety'])
    })

    test('a broker under load refuses a hundred times: nothing is lost, nothing is doubled, the attempts are spread', async () => {
      let refusals = 100
      gateway.fault = (method) => (method === 'CompleteJob' && refusals-- > 0 ? 'busy' : 'pass')
      const ids = [await world.open('filing'), await world.open('filing'), await world.open('filing')]
      for (let i = 0; i < 80 && refusals > -6; i++) {
        await world.settle()
        world.ctx.advance({ minutes: 1 })
      }
      for (const id of ids) {
        expect(world.handled.filter((step) => step.startsWith(`${id}:`))).toEqual([`${id}:accept`, `${id}:issue`])
        expect(await rows(world.db, "select answer from outbox where case_id = ? and topic = 'engine:complete'", [id])).toEqual([{ answer: 'sent' }, { answer: 'sent' }])
      }
      expect(gateway.calls.CompleteJob).toBe(106)
    })

    test('a command that certainly never left does not excuse "not found" later', async () => {
      const id = await world.open('sections')
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      next('CompleteJob', 'busy')
      await world.complete(id, 'acceptance')
      await world.relay.drain()
      await world.zeebe.client.cancelInstance(job.processInstanceKey)
      await endure(2)
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ elementId: 'acceptance', during: 'complete' }])
    })

    test('the long lock cannot be taken: the row stands, the sweep takes it later', async () => {
      next('UpdateJobTimeout', 'cut', 'cut')
      const id = await world.open('sections')
      await world.settle()
      expect(await world.inbox(id)).toEqual(['acceptance'])
      world.ctx.advance({ minutes: 11 })
      expect((await world.zeebe.sweep()).gone).toBe(0)
      const job = await world.jobOf(id, 'acceptance')
      await world.zeebe.client.updateJobTimeout(job.key, 60_000)
      expect(await world.inbox(id)).toEqual(['acceptance'])
    })

    test('a look that got no answer is repeated within the minute, not at the next round of the sweep', async () => {
      const id = await world.open('sections')
      await world.settle()
      await world.complete(id, 'acceptance')
      await world.settle()
      const safety = await world.jobOf(id, 'safety')
      gateway.fault = (method) => (method === 'UpdateJobTimeout' ? 'cut' : 'pass')
      await world.put(id, 'engine:throw-error', { engine: safety.engine, jobKey: safety.key, code: 'RETURN_acceptance' })
      await world.settle()
      expect(world.gone.filter((each) => each.caseId === id)).toEqual([])
      gateway.fault = () => 'pass'
      world.ctx.advance({ seconds: 40 })
      while ((await world.zeebe.sweep()).probed > 0) continue
      await world.settle()
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ elementId: 'quality' }])
    })

    test('the engine is away for a while: cases are opened and decided all the same, and it catches up by itself', async () => {
      const before = await world.open('sections')
      await world.settle()
      const other = await world.secondServer({ poll: true })
      await gateway.goAway()
      await world.complete(before, 'acceptance')
      const during = await world.open('filing')
      await expect.poll(async () => (await row<{ attempt: number }>(world.db, "select attempt from outbox where case_id = ? and topic = 'engine:start'", [during]))!.attempt).toBeGreaterThan(0)
      await gateway.comeBack()
      const clock = setInterval(() => world.ctx.advance({ seconds: 10 }), 20) // the world's time must pass for retries to fall due
      await expect.poll(() => world.handled.includes(`${during}:issue`), { timeout: 20_000 }).toBe(true)
      await expect.poll(() => world.inbox(before), { timeout: 20_000 }).toEqual(['quality', 'safety'])
      clearInterval(clock)
      await other.relay.stop()
      await other.zeebe.stop()
      expect(world.handled.filter((step) => step.startsWith(`${during}:`))).toEqual([`${during}:accept`, `${during}:issue`])
    })
  })
}
