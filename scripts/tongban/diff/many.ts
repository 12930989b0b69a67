/** What changed in a whole repository of matters since a revision, in the words of a single comparison: text, JSON, and Markdown for a summary. */
import { areas, type Change } from '../../../server/matters/changes/change.ts'
import { compareBundles } from '../../../server/matters/changes/compare.ts'
import { areaName, sentenceOf } from '../../../server/matters/changes/words.ts'
import { UnreadableDiagram } from '../../../server/matters/diagram.ts'
import { translate, type Locale } from '../../../server/web/messages.ts'
import { jsonText } from '../print.ts'
import { pairsOf, type Pair, type Side, type Sides } from './sides.ts'

/** A matter that differs: how, or in a word of the catalogue why there is nothing to compare. */
export type Differing = { code: string; name: string } & ({ changes: Change[] } | { word: 'newMatter' | 'goneMatter' | 'unreadable'; why: string })

/** @throws CannotRun when the folder is in no repository, or there is no such revision. */
export async function changedIn(folder: string, from: string): Promise<Differing[]> {
  const found: Differing[] = []
  for (const pair of await pairsOf(folder, from)) found.push(...(await differing(pair)))
  return found
}

async function differing({ code, before, after }: Pair): Promise<Differing[]> {
  const unreadable = [after, before].find((side) => typeof side === 'string')
  if (unreadable !== undefined) return [{ code, name: code, word: 'unreadable', why: unreadable }]
  const [then, now] = [before as Side | undefined, after as Side | undefined]
  const name = (now ?? then)!.bundle.matter.name
  if (!then || !now) return [{ code, name, word: then ? 'goneMatter' : 'newMatter', why: '' }]
  if (then.bundle.hash === now.bundle.hash) return []
  try {
    return [{ code, name, changes: await compareBundles(then.bundle, now.bundle) }]
  } catch (error) {
    if (error instanceof UnreadableDiagram) return [{ code, name, word: 'unreadable', why: error.message }]
    throw error
  }
}

/** One comparison as a part of many. */
export function told([, { bundle }]: Sides, changes: Change[]): Differing {
  return { code: bundle.matter.code, name: bundle.matter.name, changes }
}

export const formats = { text: asText, json: asJson, markdown: asMarkdown } satisfies Record<string, (found: Differing[], locale: Locale) => string>
export type FormatName = keyof typeof formats

function asText(found: Differing[], locale: Locale): string {
  if (found.length === 0) return translate(locale, 'matters.change.none')
  return found.map((one) => [`${one.name} (${one.code})`, ...linesOf(one, locale).map(({ area, text }) => `  ${area === null ? '' : `${area}: `}${text}`)].join('\n')).join('\n\n')
}

function asJson(found: Differing[], locale: Locale): string {
  return jsonText(found.map((one) => ('word' in one ? { ...one, sentence: linesOf(one, locale)[0]!.text } : { ...one, changes: one.changes.map((change) => ({ ...change, sentence: sentenceOf(change, locale) })) })), 2)
}

function asMarkdown(found: Differing[], locale: Locale): string {
  if (found.length === 0) return translate(locale, 'matters.change.none')
  return found.map((one) => [`### ${literal(one.name)} (\`${one.code}\`)`, '', ...linesOf(one, locale).map(({ area, text }) => `- ${area === null ? '' : `**${area}** `}${literal(text)}`)].join('\n')).join('\n\n')
}

/** Limits first, as a lawyer reads. */
function linesOf(one: Differing, locale: Locale): { area: string | null; text: string }[] {
  if ('word' in one) return [{ area: null, text: translate(locale, `matters.change.${one.word}`, { why: one.why }) }]
  return areas.flatMap((area) => one.changes.filter((change) => change.area === area).map((change) => ({ area: areaName(area, locale), text: sentenceOf(change, locale) })))
}

/** What an author wrote is no Markdown and no HTML. */
function literal(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&').replaceAll('@', '@\u200b').replace(/\s+/g, ' ')
}
