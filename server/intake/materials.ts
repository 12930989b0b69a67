/**
 * What must be handed in for a matter, and what of it is there: the guide's list against the files. Pure.
 */
import type { Guide, MaterialItem } from '../matters/guide.ts'

/** A file as the lists of this room need it. */
export interface Material {
  id: string
  itemCode: string
  hash: string
  name: string
  size: number
  type: string
  state: 'staged' | 'current' | 'replaced' | 'removed'
  addedAt: Date
  revision: number | null
}

/** The colour of 必要, 容缺后补, 非必要; the word stands beside it. */
export const NEED_TONES: Record<MaterialItem['need'], 'info' | 'soon' | 'muted'> = { required: 'info', tolerant: 'soon', optional: 'muted' }

/** Filled in online: nothing is handed in for it (原件 0, 复印件 0). */
export function filledOnline(item: MaterialItem): boolean {
  return item.original === 0 && item.copies === 0
}

/** The items for which files are uploaded; paper is handed in at the window. */
export function toUpload(guide: Guide): MaterialItem[] {
  return guide.materials.filter((item) => !filledOnline(item) && item.format !== 'paper')
}

export function paperOnly(guide: Guide): MaterialItem[] {
  return guide.materials.filter((item) => item.format === 'paper')
}

export function itemOf(guide: Guide, code: string): MaterialItem | undefined {
  return guide.materials.find((item) => item.code === code)
}

/**
 * Items without which the application is not complete. A `tolerant` item may be promised for later where the matter allows it.
 * @param promised codes of items promised for a later day. @param shared codes of items the shared library stands in for.
 */
export function missing(guide: Guide, files: readonly Pick<Material, 'itemCode' | 'state'>[], promised: ReadonlySet<string>, shared: Iterable<string> = []): MaterialItem[] {
  const there = new Set([...shared, ...files.filter(({ state }) => state === 'current').map(({ itemCode }) => itemCode)])
  return toUpload(guide).filter((item) => {
    if (item.need === 'optional' || there.has(item.code)) return false
    return !(item.need === 'tolerant' && guide.tolerant !== null && promised.has(item.code))
  })
}

/** The item of the list that proves the mandate, where these answers name an agent (代办, feature S19). */
export function mandateItem({ agency, materials }: Guide, applicant: Record<string, unknown>): MaterialItem | undefined {
  return agency && applicant.handledBy === 'agent' ? materials.find(({ code }) => code === agency.item) : undefined
}

/** Which items an officer of a body needs (domain H12): the lead body sees all, a co-department only what names it or nobody. */
export function visibleTo(item: MaterialItem | undefined, leadBody: string, bodies: readonly string[]): boolean {
  if (bodies.includes(leadBody)) return true
  return !item?.onlyFor || item.onlyFor.some((body) => bodies.includes(body))
}
