/**
 * How time passes in memory and what is sent arrives: the outbox, the jobs on offer, the limits that are over, the engines' own timers, each
 * at its instant. Pure and browser-safe.
 */
import { rfc3339 } from '../../server/deadlines/shanghai.ts'
import { reactionTo } from '../../server/supervision/reached.ts'
import { handlers } from './jobs.ts'
import { nextEnd, takeReached } from './limits.ts'
import { endGoneParts } from './parts.ts'
import { say, Unable } from './said.ts'
import { hearSilence } from './sheets.ts'
import { closeGone, end } from './tasks.ts'
import { stepOf, type House, type World } from './world.ts'

/** A diagram that sends the case in a circle without a person in it would never settle. */
const MOST_ROUNDS = 1_000

/** Sends and takes until nothing moves any more. @throws Error where a process stands still, or does not come to rest. */
export function settle(house: House): void {
  for (let rounds = 0; drain(house) + takeJobs(house) > 0; rounds++) {
    if (rounds > MOST_ROUNDS) throw new Unable(say`The process does not come to rest: ${MOST_ROUNDS} rounds of jobs without a person in between. Look for a loop in the diagram.`)
    for (const world of house.worlds) closeGone(world)
    for (const world of house.worlds) endGoneParts(world)
  }
  for (const { engine, bundle } of house.worlds) {
    const incident = engine.incidents()[0]
    if (incident) throw new Unable(say`The process of ${bundle.matter.code} stands still at "${incident.elementId}": ${incident.message}`)
  }
}

function drain(house: House): number {
  let sent = 0
  for (let next = house.outbox.shift(); next; next = house.outbox.shift(), sent++) next()
  return sent
}

function takeJobs(house: House): number {
  return [...house.worlds].reduce((sum, world) => sum + takeJobsOf(world), 0)
}

function takeJobsOf(world: World): number {
  let taken = 0
  if (!world.case) return taken
  for (const [type, handle] of Object.entries(handlers)) {
    for (const job of world.engine.take(type)) {
      taken++
      if (world.case.state === 'withdrawn') continue // the cancellation is on its way and takes the job with it
      const reply = handle(world, job)
      if (reply.kind === 'complete') world.outbox.push(() => world.engine.complete(job.key, reply.variables ?? {}))
    }
  }
  return taken
}

/** Forward to an instant; whatever is due on the way happens when it is due. @throws Error for an instant that is past. */
export function until(house: House, to: Date): void {
  if (to < house.now) throw new Unable(say`It is ${rfc3339(house.now)} already, so nothing can happen at ${rfc3339(to)}. Put the acts in the order of their times.`)
  for (let at = nextDue(house); at !== null && at <= to; at = nextDue(house)) {
    house.now = at > house.now ? at : house.now
    for (const world of [...house.worlds]) sweep(world)
    settle(house)
  }
  house.now = to
}

/** When something is due next; null: nothing happens by itself any more. */
export function nextDue(house: House): Date | null {
  const due = house.worlds.flatMap((world) => [nextEnd(world)?.getTime() ?? null, world.engine.nextDue()]).filter((at) => at !== null)
  return due.length === 0 ? null : new Date(Math.min(...due))
}

function sweep(world: World): void {
  world.engine.settle()
  for (const limit of takeReached(world)) {
    const task = world.tasks.find(({ id, state }) => id === limit.taskId && state === 'open')
    if (!task || task.jobKey === null) continue // a row without an engine job has no boundary of its own
    const reaction = reactionTo(limit.kind, stepOf(world, task.elementId), world.bundle.matter, { caseId: world.id, round: task.round })
    if (!reaction) continue
    if (reaction.interrupting) end(world, task, 'limit')
    world.outbox.push(() => world.engine.publish(reaction.name, reaction.correlationKey))
  }
  hearSilence(world)
}
