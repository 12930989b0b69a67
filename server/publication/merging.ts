/** What is published becomes one commit on the published branch. Whether it may, and what it means for cases, is publishing.ts. */
import { refuse } from '../errors.ts'
import type { Bundle } from '../matters/service.ts'
import { COMMITTER } from './proposing.ts'
import { moveBranch } from './repository/refs.ts'
import { commit, standsOn, type Repository } from './repository/repository.ts'
import { withMatters, writeCommit, type MatterTrees } from './repository/trees.ts'
import type { Proposal } from './store.ts'

/** One that is to be published, with all that is needed for it. */
export interface Ready { proposal: Proposal; bundle: Bundle; trees: MatterTrees; signature: { name: string; at: Date } }

/**
 * The change on the published branch, as one commit whose message says who drafted, signed and published it. Made of recorded data alone, so a
 * second try makes the same commit and finds it there.
 * @param shared the folder of common parts of forms as all of them would have it
 * @throws Refusal repository-busy
 */
export async function merge(repository: Repository, ready: readonly Ready[], { oid, born }: { oid: string | null; born: boolean }, shared: string | null): Promise<string> {
  const { proposal: first } = ready[0]!
  const at = first.publishingAt!
  const done = oid === null ? undefined : await ourMerge(repository, oid, first)
  if (done !== undefined) return done
  const parents = oid === null ? [] : [oid]
  for (const commit of new Set(ready.map(({ proposal }) => proposal.commit))) if (oid === null || !(await standsOn(repository, commit, oid))) parents.push(commit)
  const tree = await withMatters(repository, oid, ready.map(({ proposal, trees }) => [proposal.code, trees]), shared)
  const made = await writeCommit(repository, { tree, parents, message: mergeMessage(ready), author: { name: first.publishingByName!, email: 'publisher@tongban.invalid', at }, committer: { ...COMMITTER, at } })
  if (!(await moveBranch(repository, repository.branch, born ? oid : null, made))) throw refuse('repository-busy', { branch: repository.branch, lock: repository.gitdir })
  return made
}

function mergeMessage(ready: readonly Ready[]): string {
  const { proposal: first } = ready[0]!
  const others = ready.length > 1 ? ` and ${ready.length - 1} more` : ''
  return [
    `${first.name} (${first.code})${others}: ${first.message.split('\n')[0]!.slice(0, 120)}`, '',
    ...ready.flatMap(({ proposal, signature }) => [
      ...(ready.length > 1 ? [`Matter: ${proposal.code}`] : []),
      `Proposal: ${proposal.id}`, `Drafted-by: ${proposal.authorName}`, `Legal-review: ${signature.name}, ${signature.at.toISOString()}`, `Content: sha256:${proposal.hash!}`,
    ]),
    `Effective-from: ${first.effectiveFrom!.toISOString()}`, `Published-by: ${first.publishingByName!}`,
  ].join('\n')
}

/** The merge that a killed server had made before it could say so: our committer, this proposal, this moment. */
async function ourMerge(repository: Repository, oid: string, { id, publishingAt }: Proposal): Promise<string | undefined> {
  let at = await commit(repository, oid)
  for (let steps = 0; steps < 50; steps++) {
    const ours = at.committer.email === COMMITTER.email && at.committer.timestamp === Math.floor(publishingAt!.getTime() / 1000)
    if (ours && at.message.includes(`\nProposal: ${id}\n`)) return at.oid
    if (at.parents[0] === undefined || at.committer.timestamp < publishingAt!.getTime() / 1000 - 3600) return undefined
    at = await commit(repository, at.parents[0])
  }
  return undefined
}
