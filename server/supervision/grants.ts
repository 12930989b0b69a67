/** What an officer is offered on the clock's tab: only what the matter lists and the officer's role may grant. The acts judge again. */
import type { Case } from '../cases/case.ts'
import type { Account } from '../deadlines/service.ts'
import type { Guide } from '../matters/guide.ts'
import { groupsOf, type Officer } from '../people/service.ts'

export interface Grantable {
  /** The most that may be granted; null = not listed, not this officer's, given already, or nothing runs. */
  extension: { amount: number; unit: string; law: string } | null
  green: 'grant' | 'remove' | null
}

export function grantable(guide: Guide, officer: Officer, file: Case, account: Account): Grantable {
  const roles = [...officer.posts.filter((post) => post.bodyId === file.bodyId).map((post) => post.role), ...groupsOf(officer)] // a guide may name another body's (市政府: shizhengfu/leader)
  const open = file.closedAt === null && file.decidedAt === null
  const running = account.limits.some(({ kind, state }) => kind === 'statutory' && state === 'running')
  const mayExtend = open && running && account.extension === null && guide.extension !== null && roles.includes(guide.extension.by)
  const mayGreen = open && guide.green !== null && roles.includes(guide.green.by)
  return { extension: mayExtend ? guide.extension : null, green: mayGreen ? (file.green ? 'remove' : 'grant') : null }
}
