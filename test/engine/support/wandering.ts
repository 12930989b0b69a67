/**
 * Random walks over a scenario's diagram: whatever its jobs, messages, timers and incidents allow, in any order, wrong times included.
 * What is refused is part of the walk; nothing is asserted here.
 */
import fc from 'fast-check'
import { deployAll, discover, staged, type Driver, type Scenario, type Stage, type Step, type Variables } from './scenario.ts'

const KINDS = ['create', 'work', 'work', 'work', 'fail', 'throw', 'publish', 'advance', 'cancel', 'set', 'retries', 'timeout', 'resolve', 'broadcast', 'modify'] as const

export interface Wish { kind: (typeof KINDS)[number]; pick: number; more: number }

export const wishes: fc.Arbitrary<Wish[]> = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), pick: fc.nat(1_000), more: fc.nat(1_000) }), { minLength: 3, maxLength: 20 })

export async function wander(driver: Driver, scenario: Scenario, all: readonly Wish[]): Promise<void> {
  const stage = staged(scenario, driver)
  await deployAll(stage).catch(() => {}) // some scenarios are about a deployment that is refused
  const steps = JSON.parse(JSON.stringify(scenario.steps).replaceAll('{scenario}', stage.id)) as Step[]
  for (const wish of [{ kind: 'create', pick: 0, more: 0 } as const, ...all]) {
    await fulfil(stage, steps, wish).catch(() => {}) // a refusal is an answer like any other
    await discover(stage)
    for (const type of stage.types) stage.held.push(...(await driver.activate(type)))
  }
}

async function fulfil({ driver, id, instances, held }: Stage, steps: readonly Step[], { kind, pick, more }: Wish): Promise<void> {
  const job = chosen(held, pick)
  const variables = variablesOf(steps, more)
  switch (kind) {
    case 'create': return void instances.push(await driver.create(id, variables))
    case 'work': return job && driver.complete(job.key, variables)
    case 'fail': return job && driver.fail(job.key, more % 3, (more % 2) * 60_000, 'it did not work')
    case 'throw': return job && driver.throwError(job.key, errorOf(steps, more), 'an error', variables)
    case 'publish': return driver.publish({ ...messageOf(steps, pick), variables, ttl: (more % 2) * 600_000, id: more % 3 === 0 ? `m${more % 5}` : '' })
    case 'advance': return driver.advance(['PT1S', 'PT61S', 'PT1H', 'P2D'][more % 4]!)
    case 'cancel': return more % 3 === 0 ? driver.cancel(chosen(instances, pick) ?? '1') : undefined
    case 'set': return driver.setVariables(job && more % 2 === 0 ? job.elementInstanceKey : (chosen(instances, pick) ?? '1'), variables, more % 4 < 2)
    case 'retries': return job && driver.updateRetries(job.key, more % 3)
    case 'timeout': return job && driver.updateTimeout(job.key, more * 1_000)
    case 'broadcast': return driver.broadcast(chosen(steps.flatMap((step) => ('broadcast' in step ? [step.broadcast] : [])), pick) ?? 'nobody', variables)
    case 'modify': return job && driver.modify(job.instance, { start: [{ element: job.elementId, ancestor: '', with: [] }], stop: more % 2 === 0 ? [job.elementInstanceKey] : [] })
    case 'resolve': {
      const key = chosen(instances, pick)
      const incident = key === undefined ? undefined : chosen(await driver.incidents(key), more)
      return incident && driver.resolve(incident.key)
    }
  }
}

const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)]

/** What the scenario itself sends, so that conditions, keys and timers are sometimes met; or something else altogether. */
function variablesOf(steps: readonly Step[], more: number): Variables {
  const own = steps.flatMap((step): Variables[] => ('create' in step ? [step.create] : 'set' in step ? [step.set] : 'with' in step && step.with ? [step.with] : []))
  return chosen<Variables>([...own, {}, { x: more, key: `k${more % 3}`, n: null, list: [more], deep: { a: [{ b: more }] } }], more)!
}

function messageOf(steps: readonly Step[], pick: number): { name: string; key: string } {
  const own = steps.flatMap((step) => ('publish' in step ? [{ name: step.publish, key: step.key }] : []))
  return chosen([...own, { name: 'nobody', key: 'k' }], pick)!
}

function errorOf(steps: readonly Step[], more: number): string {
  return chosen([...steps.flatMap((step) => ('throw' in step ? [step.code] : [])), 'unknown'], more)!
}
