/** The published matters a bundle opens cases of, those that these open in turn, and those that open cases of it: what the rules compare it with. Reading only. */
import type { MatterOf } from '../../../processes/rules/subject.ts'
import type { Db } from '../../db/pool.ts'
import type { Bundle } from '../types.ts'
import { version } from '../versions.ts'
import { published } from './inForce.ts'

/**
 * The children as they were published last, also for a day to come: their cases meet that version. One that is not published yet is left
 * uncompared, for a whole and its parts are published one by one.
 */
export async function familyOf(db: Db, bundle: Bundle): Promise<MatterOf> {
  const family = new Map<string, Bundle>()
  const waiting = childrenIn(bundle)
  const ids = waiting.length === 0 ? new Map<string, string>() : new Map((await published(db)).map(({ code, id }) => [code, id]))
  for (const code of waiting) {
    const id = ids.get(code)
    if (id === undefined || family.has(code)) continue
    const child = (await version(db, id)).bundle
    family.set(code, child)
    waiting.push(...childrenIn(child))
  }
  return (code) => family.get(code) ?? null
}

/** The wholes that open cases of this matter, as they were published last: they meet its next version as they are. */
export async function wholesOf(db: Db, code: string): Promise<Bundle[]> {
  const found = (await published(db)).filter((one) => one.code !== code && one.children.includes(code))
  return Promise.all(found.map(async ({ id }) => (await version(db, id)).bundle))
}

/** A bundle that is judged may hold anything; what its guide may say is another rule's. */
function childrenIn({ matter: { children } }: Bundle): string[] {
  return Array.isArray(children) ? children.flatMap((child) => (typeof child?.matter === 'string' ? [child.matter] : [])) : []
}
