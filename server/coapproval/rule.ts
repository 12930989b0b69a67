/**
 * How opinions join to a verdict (会签 all, 逐项办结 each, 或签 any, 票签 quorum, 一票否决 veto, 牵头决定 lead, 依次签 order). Pure functions,
 * tested over every combination of opinions for up to five departments.
 *
 * "Not concerned" (不涉及) takes a department out of the count, as if it had not been asked. A sheet on which nobody is concerned
 * is agreed: nobody has anything against it.
 */
import type { SheetOpinion, SheetRule } from '../matters/sheet.ts'

export type Opinion = SheetOpinion
export type Rule = SheetRule
export type Verdict = 'agree' | 'disagree'

/** A department's row as the rule sees it; null = not answered yet. Rows stand in the order of the sheet. */
export interface Ballot { body: string; opinion: Opinion | null }

interface Count { agree: number; disagree: number; silent: number }

/**
 * The verdict as soon as no answer still to come can change it; null while one could. With all answers in it is the final
 * verdict, except under the rule `lead`, where the lead department speaks.
 */
export function verdictOf(rule: Rule, ballots: readonly Ballot[]): Verdict | null {
  switch (rule.kind) {
    case 'all': case 'order': return unanimous(countOf(ballots))
    case 'each': return heardOut(countOf(ballots))
    case 'any': return quorum(countOf(ballots), 1)
    case 'quorum': return quorum(countOf(ballots), rule.n)
    case 'veto': return unanimous(countOf(rule.by === undefined ? ballots : ballots.filter(({ body }) => rule.by!.includes(body))))
    case 'lead': return null
    default: return rule satisfies never
  }
}

/** One disagreement decides; agreement needs everybody's answer. */
function unanimous({ disagree, silent }: Count): Verdict | null {
  if (disagree > 0) return 'disagree'
  return silent === 0 ? 'agree' : null
}

/** Agreement needs everybody, and no disagreement spares the others their answer. */
function heardOut({ disagree, silent }: Count): Verdict | null {
  if (silent > 0) return null
  return disagree > 0 ? 'disagree' : 'agree'
}

/** At least n agreements, or all who are concerned where fewer than n are. */
function quorum({ agree, disagree, silent }: Count, n: number): Verdict | null {
  if (agree >= n) return 'agree'
  if (disagree === 0) return silent === 0 ? 'agree' : null
  return agree + silent < n ? 'disagree' : null
}

/** Who may answer now: everybody who has not, or under `order` the first of them. Nobody once the verdict stands. */
export function mayAnswer(rule: Rule, ballots: readonly Ballot[]): string[] {
  if (verdictOf(rule, ballots) !== null) return []
  const silent = ballots.filter(({ opinion }) => opinion === null).map(({ body }) => body)
  return rule.kind === 'order' ? silent.slice(0, 1) : silent
}

/** Under `lead` the lead department may speak once it has heard everybody, or those it has not heard are late. */
export function mayLeadDecide(rule: Rule, ballots: readonly (Ballot & { late: boolean })[]): boolean {
  return rule.kind === 'lead' && ballots.every(({ opinion, late }) => opinion !== null || late)
}

/** The state of a sheet in one sentence: a message key of this room and its numbers. */
export interface Why { key: string; agree: number; disagree: number; notConcerned: number; silent: number; need: number }

export function whyOf(rule: Rule, ballots: readonly Ballot[], verdict: Verdict | null = verdictOf(rule, ballots)): Why {
  const count = countOf(ballots)
  const notConcerned = ballots.filter(({ opinion }) => opinion === 'not-concerned').length
  const need = rule.kind === 'quorum' ? rule.n : rule.kind === 'any' ? 1 : ballots.length - notConcerned
  const key = verdict === null && rule.kind === 'lead' && count.silent === 0 ? 'why.lead.heard' : `why.${rule.kind}.${verdict ?? 'open'}`
  return { key, ...count, notConcerned, need }
}

export function countOf(ballots: readonly Ballot[]): Count {
  const count = (opinion: Opinion | null): number => ballots.filter((ballot) => ballot.opinion === opinion).length
  return { agree: count('agree'), disagree: count('disagree'), silent: count(null) }
}
