/**
 * Joins never lose a token (the naive way lost 1,869 of 2,000, reliability 1.3): a hundred branches completed at once by eight clients, many
 * instances together. `JOINS=2000` for a long sweep.
 */
import { expect, test } from 'vitest'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'
import type { Shape } from '../support/shape.ts'

const JOINS = Number(process.env.JOINS ?? 10)
const CLIENTS = 8
/** Instances whose branches are worked on together. */
const TOGETHER = 10

const served = engineHere()

function wide(branches: number, type: string): Shape {
  const ids = Array.from({ length: branches }, (_, i) => `b${i}`)
  return {
    nodes: { s: 'start', f: 'and', j: 'and', after: { service: `${type}-after` }, ...Object.fromEntries(ids.map((id) => [id, { service: type }])) },
    flows: ['s f', 'j after', ...ids.map((id) => `f ${id} j`)],
  }
}

/** Every client takes what it gets and completes it at once; resolves when none is left. */
async function workOff(type: string): Promise<string[]> {
  const instances: string[] = []
  await Promise.all(Array.from({ length: CLIENTS }, async (_, index) => {
    for (;;) {
      const jobs = await served.call('ActivateJobs', { type, worker: `w${index}`, timeout: 600_000, maxJobsToActivate: 25, requestTimeout: -1 })
      if (jobs.length === 0) return
      await Promise.all(jobs.map((job: any) => served.call('CompleteJob', { jobKey: job.key, variables: `{"v${job.elementId}":1}` })))
      instances.push(...jobs.map((job: any) => job.processInstanceKey))
    }
  }))
  return instances
}

test.each([[100, JOINS], [2, JOINS * 10]])('%i branches, %i times', async (branches, times) => {
  const id = `wide${branches}`
  await served.wire.deploy(bpmn(id, wide(branches, id)))
  for (let done = 0; done < times; done += TOGETHER) {
    const created = (await Promise.all(Array.from({ length: TOGETHER }, () => served.call('CreateProcessInstance', { bpmnProcessId: id, version: -1 })))).map((each) => each.processInstanceKey)
    expect(await workOff(id)).toHaveLength(branches * TOGETHER)
    expect((await workOff(`${id}-after`)).sort()).toEqual(created.sort())
  }
}, 60_000 + JOINS * 3_000)
