/**
 * How time passes in memory and what is sent arrives: the outbox, the jobs on offer, the limits that are over, the engine's own timers, each
 * at its instant. Pure and browser-safe.
 */
import { reactionTo } from '../../server/supervision/reached.ts'
import { handlers } from './jobs.ts'
import { nextEnd, takeReached } from './limits.ts'
import { hearSilence } from './sheets.ts'
import { closeGone, end } from './tasks.ts'
import { stepOf, theCase, type World } from './world.ts'

/** A diagram that sends the case in a circle without a person in it would never settle. */
const MOST_ROUNDS = 1_000

/** Sends and takes until nothing moves any more. @throws Error where the process stands still, or does not come to rest. */
export function settle(world: World): void {
  for (let rounds = 0; drain(world) + takeJobs(world) > 0; rounds++) {
    if (rounds > MOST_ROUNDS) throw new Error(`The process does not come to rest: ${MOST_ROUNDS} rounds of jobs without a person in between. Look for a loop in the diagram.`)
    closeGone(world)
  }
  closeGone(world)
  const incident = world.engine.incidents()[0]
  if (incident) throw new Error(`The process stands still at "${incident.elementId}": ${incident.message}`)
}

function drain(world: World): number {
  let sent = 0
  for (let next = world.outbox.shift(); next; next = world.outbox.shift(), sent++) next()
  return sent
}

function takeJobs(world: World): number {
  let taken = 0
  if (!world.case) return taken
  for (const [type, handle] of Object.entries(handlers)) {
    for (const job of world.engine.take(type)) {
      taken++
      const reply = handle(world, job)
      if (reply.kind === 'complete') world.outbox.push(() => world.engine.complete(job.key, reply.variables ?? {}))
    }
  }
  return taken
}

/** Forward to an instant; whatever is due on the way happens when it is due. @throws Error for an instant that is past. */
export function until(world: World, to: Date): void {
  if (to < world.now) throw new Error(`It is ${world.now.toISOString()} already, so nothing can happen at ${to.toISOString()}. Put the acts in the order of their times.`)
  for (let at = nextDue(world); at !== null && at <= to; at = nextDue(world)) {
    world.now = at > world.now ? at : world.now
    sweep(world)
  }
  world.now = to
}

function nextDue(world: World): Date | null {
  const [end, timer] = [nextEnd(world), world.engine.nextDue()]
  if (timer === null) return end
  return end === null || timer < end.getTime() ? new Date(timer) : end
}

function sweep(world: World): void {
  world.engine.settle()
  for (const limit of takeReached(world)) {
    const task = world.tasks.find(({ id, state }) => id === limit.taskId && state === 'open')
    if (!task || task.jobKey === null) continue // a row without an engine job has no boundary of its own
    const reaction = reactionTo(limit.kind, stepOf(world, task.elementId), world.bundle.matter, { caseId: theCase(world).id, round: task.round })
    if (!reaction) continue
    if (reaction.interrupting) end(world, task, 'limit')
    world.outbox.push(() => world.engine.publish(reaction.name, reaction.correlationKey))
  }
  hearSilence(world)
  settle(world)
}
