/**
 * Proposals of one branch that change a common part of forms: each matter that refers to it is judged by itself, and all of them come into force
 * together or none, for the part is one file and nothing may be half published.
 */
import type { Db } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import type { Repository } from './repository/repository.ts'
import { allTrees, treesOf } from './repository/trees.ts'
import { holdsVersion } from './sameContent.ts'
import { mergedParts, refersTo } from './shared.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'

export interface Together {
  /** Common parts that mean another thing with it: `forms/shared/<name>`. */
  parts: string[]
  /** The open proposals of the branch whose matters refer to them, by id; the one that was asked for among them. */
  proposals: Proposal[]
  /** Matters that are published and would say another thing, of which the branch has no open proposal. */
  missing: { code: string; name: string }[]
}

/** @param tip what it would be merged onto. @returns null where a proposal concerns its own matter alone. */
export async function togetherWith(db: Db, repository: Repository, proposal: Proposal, tip: string | null): Promise<Together | null> {
  const { carried, texts } = await mergedParts(repository, proposal, tip)
  if (!(await refersTo(repository, await treesOf(repository, proposal.commit, proposal.code), carried))) return null
  const open = new Map((await store.allOnBranch(db, proposal.branch)).map((one) => [one.code, one]))
  const [mine, published] = [await allTrees(repository, proposal.commit), await allTrees(repository, tip)]
  const found: Together = { parts: carried.map((name) => `forms/shared/${name}`), proposals: [], missing: [] }
  for (const code of [...new Set([...mine.keys(), ...published.keys()])].filter(matters.isMatterCode).sort()) {
    const its = open.get(code)
    const trees = its ? await treesOf(repository, its.commit, code) : published.get(code) ?? mine.get(code)!
    if (!(await refersTo(repository, trees, carried))) continue
    if (its) found.proposals.push(its)
    else {
      const last = await matters.latest(db, code)
      const version = last && (await matters.version(db, last.versionId))
      if (version && !(await holdsVersion(repository, trees, texts, version))) found.missing.push({ code, name: version.bundle.matter.name })
    }
  }
  found.proposals.sort((a, b) => Number(a.id) - Number(b.id))
  return found
}

/**
 * Those that are published with this one, itself among them.
 * @throws Refusal together-missing, together-apart, together-unsigned
 */
export async function companions(db: Db, repository: Repository, proposal: Proposal, tip: string | null): Promise<Proposal[]> {
  const together = await togetherWith(db, repository, proposal, tip)
  if (!together) return [proposal]
  const { parts, proposals, missing } = together
  if (missing.length > 0) throw refuse('together-missing', { parts: parts.join('、'), matters: named(missing), branch: proposal.branch })
  const { tree } = await mergedParts(repository, proposal, tip)
  const trees = await Promise.all(proposals.map(async (other) => (await mergedParts(repository, other, tip)).tree))
  const apart = proposals.filter((_, index) => trees[index] !== tree)
  if (apart.length > 0) throw refuse('together-apart', { parts: parts.join('、'), matters: named(apart) })
  const waiting = proposals.filter(({ state }) => state !== 'signed' && state !== 'publishing')
  if (waiting.length > 0) throw refuse('together-unsigned', { parts: parts.join('、'), matters: named(waiting) })
  return proposals
}

const MOST_NAMED = 20

function named(found: readonly { code: string; name: string }[]): string {
  const names = found.slice(0, MOST_NAMED).map(({ code, name }) => `${name}（${code}）`).join('、')
  return found.length > MOST_NAMED ? `${names} … (${found.length})` : names
}
