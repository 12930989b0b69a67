/**
 * The line of steps a followed case shows: what it has been through with dates, what it will come to, its end. Which steps the public
 * sees is the guide's; what lies ahead is read from the diagram (matters/ahead.ts).
 */
import type { FastifyRequest } from 'fastify'
import type { Case } from '../cases/case.ts'
import { stepsAhead } from '../matters/ahead.ts'
import * as matters from '../matters/service.ts'
import { applies } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import type { Task } from '../tasks/service.ts'
import type { StepItem } from '../web/models.ts'
import { say } from '../web/reader.ts'

/** The case ended against its applicant. */
export function isAdverse({ outcome }: Pick<Case, 'outcome'>): boolean {
  return outcome === 'denied' || outcome === 'revoked'
}

/** Of the messages `intake.state.…` and `intake.next.…`. */
export function stateKey(file: Case): string {
  return (file.state === 'closed' || file.state === 'decided') && isAdverse(file) ? `${file.state}-${file.outcome}` : file.state
}

/**
 * Receipt, the published steps, the end. What another situation, a return or a refusal would have led to is not there; what comes
 * after the end (a later inspection) stands behind it.
 * @param tasks the case's tasks in the order they were opened
 */
export async function stepLine(request: FastifyRequest, file: Case, version: MatterVersion, tasks: readonly Task[]): Promise<StepItem[]> {
  const all = tasks.filter(({ origin }) => origin === null || !origin.startsWith('sheet-row:')) // a house's inner step is neither the sheet's end nor its beginning
  const coming = await stepsToCome(file, version, all)
  const asking = whoAsks(file, version, all)
  const [before, after]: [StepItem[], StepItem[]] = [[], []]
  for (const { element, name, who } of version.bundle.matter.steps) {
    const last = all.filter(({ elementId }) => elementId === element).at(-1)
    const filed = last === undefined && isService(version, element) && file.decidedAt !== null && !isAdverse(file)
    if (!last && !filed && !coming.has(element)) continue
    ;(isBehind(file, last, filed) ? after : before).push({ name, ...stateOf(last, filed, who, coming.has(element)) })
  }
  const end: StepItem = file.closedAt ? { name: say(request, `intake.state.${stateKey(file)}`), state: 'done', at: file.closedAt } : { name: say(request, 'intake.step.end'), state: 'next' }
  return [{ name: say(request, 'intake.step.received'), state: 'done', at: file.receivedAt }, ...before, end, ...after]

  function stateOf(task: Task | undefined, filed: boolean, who: string, comes: boolean): Omit<StepItem, 'name'> {
    if (task && task === asking) return { state: 'now', note: say(request, 'intake.state.supplement') }
    if (task?.state === 'open') return { state: 'now', note: who }
    if (comes && !filed) return { state: 'next', note: who } // also once more, after a return
    if (task?.state === 'done' && task.decidedAt) return { state: 'done', at: task.decidedAt }
    return filed ? { state: 'done', at: file.decidedAt! } : { state: 'skipped', note: say(request, 'intake.step.ended') }
  }
}

/** A step that has asked the applicant for something is not over: it comes again with the answer. */
function whoAsks(file: Case, version: MatterVersion, all: readonly Task[]): Task | undefined {
  const published = new Set(version.bundle.matter.steps.map(({ element }) => element))
  const seen = all.filter(({ elementId }) => published.has(elementId))
  if (file.state !== 'supplement' || seen.some(({ state }) => state === 'open')) return undefined
  return seen.filter(({ state }) => state === 'done').at(-1)
}

function isBehind({ closedAt }: Case, last: Task | undefined, filed: boolean): boolean {
  if (closedAt === null) return false
  return last ? last.state === 'open' || (last.decidedAt ?? last.openedAt) > closedAt : !filed
}

/** Published steps that lie before the case, from its open tasks or the last decision; none once it is over and nothing is open. */
async function stepsToCome(file: Case, version: MatterVersion, all: readonly Task[]): Promise<Set<string>> {
  const [open, done] = ['open', 'done'].map((state) => all.filter((task) => task.jobKey !== null && task.state === state)) as [Task[], Task[]]
  if (file.closedAt !== null && open.length === 0) return new Set()
  const at = new Set((open.length > 0 ? open : done.slice(-1)).map(({ elementId }) => elementId))
  const { steps } = version.bundle.matter
  const otherwise = new Set(steps.filter(({ when }) => when !== undefined && !applies(when, file.data)).map(({ element }) => element))
  return stepsAhead(await matters.graphOfVersion(version), [...at], steps.map(({ element }) => element), otherwise)
}

function isService(version: MatterVersion, element: string): boolean {
  return version.steps.find(({ elementId }) => elementId === element)?.kind === 'service'
}
