/** Legal review (法核): a lawyer signs the very content that would be published, or returns it with remarks. Drafting and review are two people. */
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { hasRole, type Officer } from '../people/service.ts'
import { contentOf } from './content.ts'
import { held, told } from './proposing.ts'
import { commitsSince, repositoryOf, type Commit, type Repository } from './repository/repository.ts'
import { remarksOf } from './says.ts'
import { between } from './shared.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'

export interface Judgement { officer: Officer; proposal: string; /** The revision that was read. */ revision: number; remarks: string }

/**
 * Signs the content of the proposal's present revision: hash of the bundle with the letters and organisation entries it uses.
 * Errors refuse it; warnings ask (P3): whoever signs over one says why, and both go on the trace.
 * @throws Refusal forbidden, proposal-state, proposal-changed, proposal-own, base-moved, bundle-refused with every error as an issue,
 * proposal-warnings with every warning as one where the remarks are empty.
 */
export async function sign(tx: Tx, ctx: Context, { officer, proposal: id, revision, remarks }: Judgement): Promise<void> {
  const proposal = await judging(tx, officer, id, revision)
  const said = remarks.trim() === '' ? '' : remarksOf(remarks, 4000)
  const repository = repositoryOf(ctx.config)
  await refuseOwn(tx, officer, proposal, repository)
  const { bundle, problems, moved } = await contentOf(tx, repository, proposal)
  if (moved) throw refuse('base-moved', { ...moved })
  matters.refuseErrors(proposal.code, problems)
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  if (warnings.length > 0 && said === '') throw refuse('proposal-warnings', { count: warnings.length }, warnings.map(matters.issueOf))
  const { hash } = bundle!
  await matters.sign(tx, { code: proposal.code, hash, officerId: officer.id, name: officer.name, remarks: said, at: ctx.now() })
  await store.markSigned(tx, id, hash, (await matters.latest(tx, proposal.code))?.id ?? null, ctx.now())
  await told(tx, ctx, proposal, officer, 'signed', said, { hash, ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ rule, file, element = '' }) => `${rule} ${file}#${element}`) }) })
}

/** Gives it back to its author with remarks. */
export async function giveBack(tx: Tx, ctx: Context, { officer, proposal: id, revision, remarks }: Judgement): Promise<void> {
  const said = remarksOf(remarks, 4000)
  const proposal = await judging(tx, officer, id, revision)
  await store.markEnded(tx, id, 'returned', ctx.now())
  await told(tx, ctx, proposal, officer, 'returned', said)
}

async function judging(tx: Tx, officer: Officer, id: string, revision: number): Promise<Proposal> {
  if (!hasRole(officer, 'legal-reviewer')) throw refuse('forbidden')
  const proposal = await held(tx, id, ['proposed'])
  if (proposal.revision !== revision) throw refuse('proposal-changed', { found: proposal.revision, wanted: revision })
  return proposal
}

/** Also whom any pushed commit of the change names, by login or by name: the repository's word is all there is of them. */
async function refuseOwn(tx: Tx, officer: Officer, proposal: Proposal, repository: Repository): Promise<void> {
  if (proposal.authorId === officer.id || (await store.wrote(tx, proposal.id, officer.id)) || (await committed(repository, proposal, officer))) throw refuse('proposal-own')
}

async function committed(repository: Repository, { commit, base, code }: Proposal, officer: Officer): Promise<boolean> {
  const own = (await commitsSince(repository, commit, base)).filter(({ author, committer }) => [author, committer].some((person) => isNamed(person, officer)))
  for (const one of own) if (await touched(repository, one, code)) return true
  return false
}

function isNamed({ name, email }: Commit['author'], officer: Officer): boolean {
  return email.split('@')[0]!.toLowerCase() === officer.login || name.trim() === officer.name
}

/** A commit that changes a common part of forms counts too: its author wrote what the matter would say. */
async function touched(repository: Repository, { oid, parents }: Commit, code: string): Promise<boolean> {
  return (await (await between(repository, parents[0] ?? null, oid)).of(code)) !== null
}
