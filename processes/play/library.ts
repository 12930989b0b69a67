/** The shared library in memory: permits kept when they are issued, offered to the next case of the same holder. Pure and browser-safe. */
import { dayOf } from '../../server/deadlines/shanghai.ts'
import { theCase, type Kept, type World } from './world.ts'

/** What the library has of a holder that is valid today. */
export function offers({ library, now }: Pick<World, 'library' | 'now'>, holderCode: string): Kept[] {
  const today = dayOf(now)
  return library.filter((item) => item.holderCode === holderCode && item.state === 'valid' && item.validFrom <= today && (item.validTo === null || item.validTo >= today)).reverse()
}

export function keep(world: World, permit: NonNullable<World['permit']>): void {
  if (world.library.some(({ kind, number }) => kind === permit.kind && number === permit.number)) return
  world.library.push({ ...permit, holderCode: theCase(world).applicant.idNumber, state: 'valid' })
}

export function cancel(world: World, { kind, number }: NonNullable<World['permit']>): void {
  for (const item of world.library) if (item.kind === kind && item.number === number) item.state = 'cancelled'
}
