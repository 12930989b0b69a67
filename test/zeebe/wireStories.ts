/** What our side of the wire promises, as stories that run on any engine: handed a starter, they tell how many of them held. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, row, rows } from '../../server/db/pool.ts'
import type { JobHandler } from '../../server/zeebe/service.ts'
import { wireWorld, type EngineUnderTest, type WireWorld } from '../support/wire.ts'

export function wireStories(label: string, start: () => Promise<EngineUnderTest>): void {
  describe(`the wire on ${label}`, () => {
    let engine: EngineUnderTest
    let world: WireWorld
    let [told, held] = [0, 0]

    beforeAll(async () => {
      engine = await start()
      world = await wireWorld(engine, { handlers: { 'result:issue': troubled } })
    })
    afterAll(async () => {
      await world?.stop()
      await engine?.close()
      console.log(`${engine?.label ?? label}: ${held} of ${told} wire stories passed`)
    })
    /** Completes, unless the case was opened with trouble: 'once' throws at the first run, 'fail' says that repeating will not help. */
    const thrown = new Set<string>()
    const troubled: JobHandler = async (tx, _ctx, job) => {
      await change(tx, 'insert into wire_handled (case_id, element_id) values (?, ?)', [job.caseId, 'permit number drawn'])
      if (job.variables.trouble === 'fail') return { kind: 'fail', message: 'The permit form names no validity. Correct the matter.' }
      if (job.variables.trouble === 'once' && !thrown.has(job.key)) {
        thrown.add(job.key)
        throw new Error('the seal adapter did not answer')
      }
      world.handled.push(`${job.caseId}:${job.elementId}`)
      return { kind: 'complete' }
    }
    const story = (name: string, work: () => Promise<void>): void => {
      told++
      test(name, async () => {
        await work()
        held++
      })
    }

    story('an instant filing: deployed once, started once, each step handled once, nothing left behind', async () => {
      const first = await world.open('filing')
      const second = await world.open('filing')
      await world.settle()
      for (const id of [first, second]) {
        expect(world.handled.filter((step) => step.startsWith(`${id}:`))).toEqual([`${id}:accept`, `${id}:issue`])
      }
      expect(await rows(world.db, "select process_id, version from engine_deployment where process_id = 'filing'")).toEqual([{ process_id: 'filing', version: 1 }])
      expect(await rows(world.db, "select state, answer from outbox where case_id = ? and topic = 'engine:complete'", [first])).toEqual([{ state: 'done', answer: 'sent' }, { state: 'done', answer: 'sent' }])
      expect(await rows(world.db, 'select state from engine_job where case_id = ?', [first])).toEqual([{ state: 'completed' }, { state: 'completed' }])
      expect(await engine.incidents()).toEqual([])
    })

    story('the step facts of the diagram arrive with the job', async () => {
      const id = await world.open('sections')
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      expect(job.headers).toMatchObject({ limit: '1wd', signing: 'one', 'io.camunda.zeebe:candidateGroups': '["window"]', 'io.camunda.zeebe:formKey': 'acceptance' })
      expect(job.variables).toMatchObject({ caseId: id, round: 1 })
      expect(job.bpmnProcessId).toBe('sections')
    })

    story('a held job is not offered again, and offered again it stays one inbox row', async () => {
      const id = await world.open('sections')
      await world.settle()
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      await world.zeebe.client.updateJobTimeout(job.key, 1) // the lock lapses while the officer thinks
      await expect.poll(async () => {
        await world.settle()
        return world.zeebe.client.updateJobTimeout(job.key, 60_000).then(() => 'held', (error) => error.kind)
      }).toBe('held')
      expect(await world.inbox(id)).toEqual(['acceptance'])
      expect(world.handled.filter((step) => step === `${id}:acceptance`)).toHaveLength(1)
    })

    story('a return by error across a fork closes the sibling\'s row and reopens the earlier step', async () => {
      const id = await world.open('sections')
      await world.settle()
      await world.complete(id, 'acceptance', { acceptance: 'accept' })
      await world.settle()
      expect(await world.inbox(id)).toEqual(['quality', 'safety'])
      const safety = await world.jobOf(id, 'safety')
      const quality = await world.jobOf(id, 'quality')
      await change(world.db, 'delete from wire_inbox where job_key = ?', [safety.key])
      await world.put(id, 'engine:throw-error', { engine: safety.engine, jobKey: safety.key, code: 'RETURN_acceptance', message: 'the drawings lack a seal' })
      await world.settle()
      expect(await world.inbox(id)).toEqual(['acceptance'])
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ jobKey: quality.key, elementId: 'quality' }])
      expect(await rows(world.db, "select element_id from engine_job where case_id = ? and state = 'open'", [id])).toEqual([{ element_id: 'acceptance' }])
    })

    story('both sections agree: the join fires once and the head gets one task', async () => {
      const id = await world.open('sections')
      await world.settle()
      await world.complete(id, 'acceptance')
      await world.settle()
      await Promise.all([world.complete(id, 'safety'), world.complete(id, 'quality')])
      await world.settle()
      expect(await world.inbox(id)).toEqual(['decision'])
      await world.complete(id, 'decision')
      await world.settle()
      expect(await world.inbox(id)).toEqual([])
      expect(world.gone.filter((each) => each.caseId === id)).toEqual([])
    })

    story('a limit message ends the step of its own round and no later one', async () => {
      const id = await world.open('limit')
      await world.settle()
      await world.complete(id, 'review', { review: 'agree' })
      await world.settle()
      await world.put(id, 'engine:set-variables', { variables: { round: 2 } })
      await world.complete(id, 'next', { next: 'again' })
      await world.settle()
      expect(await world.inbox(id)).toEqual(['review'])
      await world.put(id, 'engine:message', { name: 'limit-review', correlationKey: `${id}:1`, ttlMs: 0, variables: {} }) // the first round's, late
      await world.settle()
      expect(await world.inbox(id)).toEqual(['review'])
      await world.put(id, 'engine:message', { name: 'limit-review', correlationKey: `${id}:2`, ttlMs: 0, variables: {} })
      await world.settle()
      expect(await world.inbox(id)).toEqual([])
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ elementId: 'review' }])
      expect(world.handled.filter((step) => step === `${id}:deemed`)).toHaveLength(1)
    })

    story('a job that the engine ended itself: our answer finds it gone and the officer is told', async () => {
      const id = await world.open('sections')
      await world.settle()
      await world.put(id, 'engine:cancel', {})
      await world.complete(id, 'acceptance')
      await world.settle()
      expect(await row(world.db, "select answer from outbox where case_id = ? and topic = 'engine:complete' order by id desc limit 1", [id])).toEqual({ answer: 'gone: the engine had ended this job before our answer was sent' })
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ elementId: 'acceptance', during: 'complete' }])
      expect(await row(world.db, 'select state from engine_instance where case_id = ?', [id])).toEqual({ state: 'ended' })
    })

    story('"not found" after our own earlier send is success', async () => {
      const id = await world.open('sections')
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      await world.complete(id, 'acceptance')
      await world.zeebe.client.completeJob(job.key, {}) // the attempt whose reply was lost
      await change(world.db, "update outbox set attempt = 1, maybe_sent = true where case_id = ? and topic = 'engine:complete' and state = 'waiting'", [id])
      await world.settle()
      expect(await row(world.db, "select answer from outbox where case_id = ? and topic = 'engine:complete' order by id desc limit 1", [id])).toEqual({ answer: 'not found after an earlier send of ours: done' })
      expect(await world.inbox(id)).toEqual(['quality', 'safety'])
      expect(world.gone.filter((each) => each.caseId === id)).toEqual([])
    })

    story('an engine restored from an older backup offers an answered job again: the answer goes out again', async () => {
      const id = await world.open('sections')
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      await world.complete(id, 'acceptance')
      await change(world.db, "update outbox set state = 'done', answer = 'sent' where case_id = ? and payload->>'jobKey' = ?", [id, job.key])
      await change(world.db, "update engine_job set state = 'completed' where job_key = ?", [job.key])
      await world.zeebe.client.updateJobTimeout(job.key, 1)
      await expect.poll(async () => {
        await world.settle()
        return world.inbox(id)
      }).toEqual(['quality', 'safety'])
    })

    story('a twin of a start whose reply was lost is cancelled before anyone sees it', async () => {
      const id = await world.open('sections')
      const { processId, version } = await world.zeebe.deploy(await sections(world))
      await world.zeebe.client.createInstance({ processId, version, variables: { caseId: id, round: 1 } }) // its reply never came
      await world.settle()
      const [bound] = await rows<{ instance_key: string; state: string }>(world.db, 'select instance_key, state from engine_instance where case_id = ?', [id])
      expect(bound!.state).toBe('running')
      expect(await world.inbox(id)).toEqual(['acceptance'])
      expect((await world.jobOf(id, 'acceptance')).processInstanceKey).toBe(bound!.instance_key)
      expect(await rows(world.db, "select state from outbox where topic = 'engine:cancel' and payload->>'twin' = 'true' and payload->>'instanceKey' <> ?", [bound!.instance_key])).toEqual([{ state: 'done' }])
    })

    story('an instance whose first job comes before its reply is the case\'s own', async () => {
      const id = await world.open('sections')
      await change(world.db, "update outbox set due_at = due_at + interval '1 minute' where case_id = ?", [id])
      const { processId, version } = await world.zeebe.deploy(await sections(world))
      const key = await world.zeebe.client.createInstance({ processId, version, variables: { caseId: id, round: 1 } })
      await change(world.db, "insert into engine_instance (case_id, engine, hash, process_id, state, started_at, probed_at) values (?, 'zeebe', 'h', 'sections', 'starting', now(), now())", [id])
      await world.settle()
      expect(await row(world.db, 'select instance_key, state from engine_instance where case_id = ?', [id])).toEqual({ instance_key: key, state: 'running' })
      world.ctx.advance({ minutes: 2 })
      await world.settle()
      expect(await row(world.db, "select answer from outbox where case_id = ? and topic = 'engine:start'", [id])).toEqual({ answer: `instance ${key}, bound by its first job` })
      expect(await world.inbox(id)).toEqual(['acceptance'])
    })

    story('the sweep finds a job that was cancelled behind our back, and an instance that is lost', async () => {
      const id = await world.open('sections')
      await world.settle()
      const job = await world.jobOf(id, 'acceptance')
      await world.zeebe.client.cancelInstance(job.processInstanceKey)
      expect(await world.inbox(id)).toEqual(['acceptance'])
      await sweepAll(world)
      expect(await world.inbox(id)).toEqual([])
      expect(world.gone.filter((each) => each.caseId === id)).toMatchObject([{ elementId: 'acceptance' }])
      await sweepAll(world)
      expect(await row(world.db, 'select state from engine_instance where case_id = ?', [id])).toEqual({ state: 'lost' })
      expect(world.ctx.logged).toContainEqual(expect.objectContaining({ level: 'error', message: 'The engine has no instance for a case that is still open.' }))
    })

    story('a closed case whose instance has ended is just ended', async () => {
      const id = await world.open('filing')
      await world.settle()
      await world.closeCase(id)
      await sweepAll(world)
      expect(await row(world.db, 'select state from engine_instance where case_id = ?', [id])).toEqual({ state: 'ended' })
    })

    story('a handler that throws is undone and tried again; other cases do not wait for it', async () => {
      const troubledCase = await world.open('filing', { trouble: 'once' })
      const other = await world.open('filing')
      await world.settle()
      expect(world.handled).toContain(`${other}:issue`)
      expect(world.handled).not.toContain(`${troubledCase}:issue`)
      expect(await rows(world.db, "select 1 from wire_handled where case_id = ? and element_id = 'permit number drawn'", [troubledCase])).toEqual([])
      await expect.poll(async () => { // about a second
        await world.settle()
        return world.handled.includes(`${troubledCase}:issue`)
      }, { timeout: 15_000 }).toBe(true)
      expect(await rows(world.db, "select 1 from wire_handled where case_id = ? and element_id = 'permit number drawn'", [troubledCase])).toHaveLength(1)
    })

    story('of many that fail side by side none is forgotten: the pause is ours, no backoff of the engine is waited for', async () => {
      const ids: string[] = []
      for (let i = 0; i < 30; i++) ids.push(await world.open('filing', { trouble: 'once' }))
      const left = async (): Promise<string[]> => {
        await world.settle()
        return ids.filter((id) => !world.handled.includes(`${id}:issue`))
      }
      await expect.poll(left, { timeout: 20_000 }).toEqual([])
    })

    story('what repeating will not help is an incident at that step at once, with a sentence to act on', async () => {
      const id = await world.open('filing', { trouble: 'fail' })
      await world.settle()
      const found = (await engine.incidents()).filter((each) => each.errorMessage.includes('names no validity'))
      expect(found).toMatchObject([{ elementId: 'issue', errorType: 'JOB_NO_RETRIES', errorMessage: 'The permit form names no validity. Correct the matter.' }])
      expect(await rows(world.db, "select 1 from wire_handled where case_id = ? and element_id = 'permit number drawn'", [id])).toEqual([])
    })

    story('two servers share the work: every step once', async () => {
      const other = await world.secondServer()
      const ids = []
      for (let i = 0; i < 20; i++) ids.push(await world.open('filing'))
      await Promise.all([world.zeebe.idle(world.relay.drain, engine.idle), other.zeebe.idle(other.relay.drain, engine.idle)])
      await world.settle()
      for (const id of ids) expect(world.handled.filter((step) => step.startsWith(`${id}:`))).toEqual([`${id}:accept`, `${id}:issue`])
      const instances = await rows<{ n: string }>(world.db, 'select count(distinct instance_key) as n from engine_instance where case_id = any(?)', [ids])
      expect(instances).toEqual([{ n: '20' }])
    })

    story('what the engine does not take is refused whole with its own words, and no record is kept', async () => {
      const broken = { hash: 'broken', processId: 'broken', resources: [{ name: 'broken.bpmn', content: '<definitions/>' }] }
      await expect(world.zeebe.deploy(broken)).rejects.toMatchObject({ kind: 'refused' })
      expect(await rows(world.db, "select 1 from engine_deployment where hash = 'broken'")).toEqual([])
    })
  })
}

async function sections(world: WireWorld): Promise<{ hash: string; processId: string; resources: Array<{ name: string; content: string }> }> {
  const known = await row<{ hash: string }>(world.db, "select hash from engine_deployment where process_id = 'sections'")
  return { hash: known!.hash, processId: 'sections', resources: [] }
}

/** Lets every record grow stale and sweeps until nothing is left to look at. */
async function sweepAll(world: WireWorld): Promise<void> {
  world.ctx.advance({ minutes: 11 })
  while ((await world.zeebe.sweep()).probed > 0) continue
  await world.settle()
}
