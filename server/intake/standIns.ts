/** Which items of a list the shared library stands in for, by the applicant's own code. Pure and browser-safe; what the library has is its own room's. */
import { own, type FormData } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'
import { toUpload } from './materials.ts'

/** Whose permits are looked for; undefined where the answers name nobody. */
export function holderOf(applicant: FormData): string | undefined {
  const holder = own(applicant, applicant.kind === 'person' ? 'idCard' : 'uscc')
  return typeof holder === 'string' ? holder : undefined
}

/** The kinds of permits that stand in for an upload here. */
export function sharedKinds(guide: Guide): string[] {
  return toUpload(guide).flatMap(({ share }) => (share === undefined ? [] : [share]))
}

/** Item code -> the offer that stands in for it. */
export function standIns<T extends { kind: string }>(guide: Guide, offers: readonly T[]): Map<string, T> {
  return new Map(toUpload(guide).flatMap(({ code, share }) => {
    const offer = share === undefined ? undefined : offers.find(({ kind }) => kind === share)
    return offer ? [[code, offer] as const] : []
  }))
}
