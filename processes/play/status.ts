/** What the applicant is told of the case in memory, as the server's door for programs tells it. Pure and browser-safe. */
import type { Case } from '../../server/cases/case.ts'
import { clockOf } from '../../server/deadlines/counting.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { endTime, rfc3339 } from '../../server/deadlines/shanghai.ts'
import { usage } from '../../server/deadlines/usage.ts'
import { asked } from './applicant.ts'
import type { Status } from './story.ts'
import { theCase, type PlayedLimit, type World } from './world.ts'

export function statusOf(world: World): Status {
  const file = theCase(world)
  const wanted = asked(world)
  return {
    caseKey: file.id, number: file.number, state: file.state, outcome: file.outcome,
    acceptedAt: file.acceptedAt && rfc3339(file.acceptedAt), decidedAt: file.decidedAt && rfc3339(file.decidedAt), closedAt: file.closedAt && rfc3339(file.closedAt),
    openSteps: world.tasks.filter(({ state, jobKey }) => state === 'open' && jobKey !== null).map(({ elementId, name }) => ({ elementId, name })),
    limits: world.limits.filter(({ taskId }) => taskId === null).map((limit) => limitTold(world, limit)),
    asked: wanted ? { kind: wanted.kind, items: wanted.items, fields: wanted.fields } : null,
    letters: world.letters.map(({ kind, title, number, issuedAt }) => ({ key: number, kind, title, number, issuedAt: rfc3339(issuedAt), state: 'ready' })), parts: world.parts.flatMap(({ child }) => (child?.case ? [partTold(child.case)] : [])),
    permit: world.permit && { number: world.permit.number, validFrom: world.permit.validFrom, validTo: world.permit.validTo, verifyCode: '（样例）' },
  }
}

function partTold({ number, matterCode, state, outcome }: Case): Status['parts'][number] {
  return { number, matter: matterCode, state, outcome }
}

function limitTold(world: World, limit: PlayedLimit): Status['limits'][number] {
  const clock = clockOf(limit, world.facts)
  const end = deadline(clock, world.calendar)
  const { used, left } = usage(clock, world.calendar, limit.endedAt ?? world.now)
  const { day, clock: hour } = end.state === 'dated' ? endTime(end.at) : { day: '', clock: '' }
  return { kind: limit.kind, amount: limit.amount, unit: limit.unit, state: limit.state, deadline: day === '' ? null : `${day} ${hour}`, usedMinutes: used, leftMinutes: left }
}
