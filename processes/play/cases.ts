/** The case in memory: moved from state to state in the office's order, and its letters. Pure and browser-safe. */
import { isOpen, mayFollow, type Case, type CaseState } from '../../server/cases/case.ts'
import { refuse } from '../../server/errors.ts'
import { rulesOf, type LetterKind } from '../../server/letters/kinds.ts'
import { meetOwn } from './limits.ts'
import { theCase, type World } from './world.ts'

/** @throws Refusal case-state where the order of states does not allow it. A case that is over has no clock of its own running; the parent hears of a child's end, the children of their parent's withdrawal. */
export function move(world: World, to: CaseState, changes: Partial<Case> = {}): void {
  const file = theCase(world)
  if (!mayFollow(file.state, to)) throw refuse('case-state', { from: file.state, to })
  world.case = { ...file, ...(isOpen(to) ? {} : { closedAt: world.now }), ...changes, state: to }
  if (world.parent && world.case.outcome !== null && to !== 'closed') world.outbox.push(() => world.house.partOver(world))
  if (to === 'withdrawn' && world.parts.length > 0) world.outbox.push(() => world.house.wholeWithdrawn(world))
  if (!isOpen(to)) meetOwn(world, 'ended')
}

export function amend(world: World, changes: Partial<Omit<Case, 'state'>>): void {
  world.case = { ...theCase(world), ...changes }
}

/** With consent a letter that owes service has arrived when it is issued. A second order for the same occurrence is the first letter. */
export function issue(world: World, kind: LetterKind, occurrence: string | null = null): void {
  if (occurrence !== null && world.letters.some((letter) => letter.kind === kind && letter.occurrence === occurrence)) return
  const { served, title } = rulesOf(kind)
  const named = kind === 'permit' || kind === 'filing-certificate' ? world.bundle.matter.result.name : title
  const arrived = served && theCase(world).applicant.consentElectronicService
  world.letters.push({ kind, title: named, number: `样例${world.letters.length + 1}号`, issuedAt: world.now, servedAt: arrived ? world.now : null, occurrence })
}
