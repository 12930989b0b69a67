/**
 * What may be done to a case in memory beside a step's form, and by whom: each asked of the very rule that would refuse it, so that nothing is
 * offered which nobody may do. Nothing is changed here. Pure and browser-safe.
 */
import { rolesFor } from '../../server/cases/authority.ts'
import { refuseGreen } from '../../server/cases/green.ts'
import { Refusal } from '../../server/errors.ts'
import type { LimitUnit } from '../../server/deadlines/limit.ts'
import { refuseExtension, refuseGranting, refuseRemoval } from './limits.ts'
import { refuseWithdrawal } from './parts.ts'
import { theCase, type Colleague, type World } from './world.ts'

export interface Beside {
  do: 'extension' | 'green-channel' | 'green-channel-removal' | 'withdrawal'
  /** The child matter whose case it is; null: the case itself. */
  part: string | null
  /** Empty: the applicant does it. */
  officers: { login: string; name: string }[]
  /** Of an extension: the longest that may be given. */
  most: { amount: number; unit: LimitUnit } | null
}

/** In the case and its child cases, as they are now. */
export function besidesOf(worlds: readonly World[]): Beside[] {
  return worlds.filter((world) => world.case !== null).flatMap(inCase)
}

function inCase(world: World): Beside[] {
  const part = world.parent === null ? null : world.bundle.matter.code
  const listed = world.bundle.matter.extension
  const given: Beside[] = [
    { do: 'extension', part, most: listed && { amount: listed.amount, unit: listed.unit }, officers: who(world, (roles) => refuseExtension(world, { amount: listed?.amount ?? 0, roles })) },
    { do: 'green-channel', part, most: null, officers: who(world, (roles) => { refuseGreen(world.bundle.matter, roles, theCase(world)); refuseGranting(world) }) },
    { do: 'green-channel-removal', part, most: null, officers: who(world, (roles) => { refuseGreen(world.bundle.matter, roles, theCase(world)); refuseRemoval(world) }) },
  ]
  const withdrawal: Beside[] = may(() => refuseWithdrawal(world)) ? [{ do: 'withdrawal', part, most: null, officers: [] }] : []
  return [...given.filter(({ officers }) => officers.length > 0), ...withdrawal]
}

function who(world: World, refuse: (roles: string[]) => void): Beside['officers'] {
  const rolesOf = ({ posts }: Colleague): string[] => rolesFor(posts, theCase(world).bodyId, world.bundle.matter)
  return world.organisation.filter((one) => rolesOf(one).length > 0 && may(() => refuse(rolesOf(one)))).map(({ login, name }) => ({ login, name }))
}

function may(refuse: () => void): boolean {
  try {
    refuse()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
