/** What the server says of a change, in lines for a person: what is wrong, what changes, where the proposal stands and who comes next. Pure. */
import { unsaid, worst } from '../formats/text.ts'

/** As POST /v1/proposals/check and GET /v1/proposals/:key answer. */
export interface Tried {
  matter: string
  /** The revision published now. */
  base: string | null
  problems: { severity: 'error' | 'warning' | 'hint'; file: string; element?: string; message: string; rule: string }[]
  comparedWith: { hash: string; effectiveFrom: string } | null
  changes: { area: string; sentence: string }[]
}

export interface Item { proposalKey: string; matter: string; state: string; revision: number; author: string; effectiveFrom: string | null }

export function triedText({ matter, problems, comparedWith, changes }: Tried, last: string): string {
  return [
    `${matter}  ${comparedWith ? `against what is in force (${comparedWith.hash.slice(0, 12)}, effective ${comparedWith.effectiveFrom.slice(0, 10)})` : 'a new matter'}`,
    ...(changes.length === 0 ? [problems.some(({ severity }) => severity === 'error') ? '  what changes is told once the errors are gone' : comparedWith ? '  nothing changes' : '  all of it is new'] : changes.map(({ sentence }) => `  ${sentence.replaceAll('\n', '\n    ')}`)),
    ...worst(problems).map(({ severity, file, element, message, rule }) => `  ${severity} ${file}${element === undefined ? '' : `#${element}`}: ${message} [${rule}]`),
    ...unsaid(problems.length),
    last,
  ].join('\n')
}

/** What comes after each state. */
const NEXT: Record<string, string> = {
  proposed: 'A lawyer (法核) who did not write it signs it or returns it.',
  returned: 'It came back with remarks: change the files, then deploy again with --proposal.',
  signed: 'It is signed. The publisher puts it into force: deploy --proposal KEY --effective DAY.',
  publishing: 'It is being published.',
  published: 'New cases follow it from that day; running ones keep their version.',
  withdrawn: 'It was withdrawn.',
}

export function proposalText({ proposalKey, matter, state, revision, author, effectiveFrom }: Item, address: string): string {
  const from = effectiveFrom === null ? '' : `, effective ${effectiveFrom.slice(0, 10)}`
  return `Proposal ${proposalKey} of ${matter}, revision ${revision} by ${author}: ${state}${from}. ${(NEXT[state] ?? '').replace('KEY', proposalKey)}\n${address}/office/publication/proposals/${proposalKey}`
}
