/**
 * Finding matters: every word must be found in a matter, by text, pinyin or code, and where it is found says how well it fits. Pure.
 * What is said where nothing is found is nearest.ts.
 */
import type { Entry } from './entry.ts'
import { fitsPinyin, type PinyinFit } from './pinyin.ts'

export interface Filter {
  topic?: string
  body?: string
  kind?: 'instant' | 'promise'
  /** A person, or any organisation. */
  subject?: 'person' | 'organisation'
}

/** What people write round the thing they look for (我想办理…，怎么申请…). */
const FILLERS = /^(请问|我想要?|我要|想要|如何|怎么样?|怎样|哪里|去哪儿?|需要|办理|申请|申办|咨询|一下)+|(怎么办理?|如何办理?|办理|手续|流程|材料|在哪里?办?|吗|呢|的)+$/g
const MOST_WORDS = 8

/** The words of a search, small letters, full-width forms made narrow, fillers of a sentence taken off where something stays. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().slice(0, 100).split(/[\s,，、;；。？?！!“”"《》]+/).map(bare).filter(Boolean).slice(0, MOST_WORDS)
}

function bare(word: string): string {
  const rest = word.replace(FILLERS, '').replace(FILLERS, '')
  return [...rest].length >= 2 ? rest : word
}

/** Of the list those in which every word is found, the best first; without a word all, as they stand. */
export function find<T extends Entry>(entries: readonly T[], text: string): T[] {
  const words = wordsOf(text)
  if (words.length === 0) return [...entries]
  return entries.map((entry) => ({ entry, score: scoreOf(entry, words) })).filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || order(a.entry, b.entry)).map(({ entry }) => entry)
}

const byPinyin = new Intl.Collator('zh-CN-u-co-pinyin-kn-true')

/** By name as a Chinese dictionary has it. */
export function order(a: Entry, b: Entry): number {
  return byPinyin.compare(a.name, b.name) || (a.code < b.code ? -1 : 1)
}

export function passes(entry: Entry, { topic, body, kind, subject }: Filter): boolean {
  if (subject === 'person' && !entry.subjects.includes('1')) return false
  if (subject === 'organisation' && entry.subjects.every((one) => one === '1')) return false
  return (!topic || entry.topics.includes(topic)) && (!body || entry.bodyId === body) && (!kind || entry.kind === kind)
}

/** 0: some word is not found. */
function scoreOf(entry: Entry, words: readonly string[]): number {
  let total = 0
  for (const word of words) {
    const score = scoreOfWord(entry, word)
    if (score === 0) return 0
    total += score
  }
  return total
}

/** Where a word counts how much: the name before what it is also called, that before what it belongs to. */
const WEIGHT = { whole: 200, begins: 120, name: 100, keyword: 80, result: 60, topic: 40, body: 30, code: 90 }
const PINYIN: Record<PinyinFit, number> = { syllables: 0.9, initials: 0.5 }
const LETTERS = /^[a-z']+$/
/** Fewer characters of a code fit nearly every matter. */
const CODE = /^[0-9a-z-]{3,31}$/

function scoreOfWord(entry: Entry, word: string): number {
  return Math.max(inText(entry, word), inCode(entry, word), LETTERS.test(word) ? inPinyin(entry, word.replaceAll("'", '')) : 0)
}

function inText(entry: Entry, word: string): number {
  const name = entry.name.toLowerCase()
  if (name === word) return WEIGHT.whole
  if (name.startsWith(word)) return WEIGHT.begins
  if (name.includes(word)) return WEIGHT.name
  const within = (texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(word))
  if (within(entry.keywords)) return WEIGHT.keyword
  if (within([entry.resultName])) return WEIGHT.result
  if (within(entry.topics)) return WEIGHT.topic
  return within(entry.bodyNames) ? WEIGHT.body : 0
}

function inCode(entry: Entry, word: string): number {
  if (!CODE.test(word)) return 0
  const codes = [entry.code, entry.catalogCode, entry.implementCode, entry.localTaskCode ?? ''].map((code) => code.toLowerCase())
  if (codes.includes(word)) return WEIGHT.whole
  return codes.some((code) => code.startsWith(word)) ? WEIGHT.code : 0
}

function inPinyin(entry: Entry, letters: string): number {
  const best = (texts: readonly string[], weight: number) => Math.max(0, ...texts.map((text) => {
    const fit = fitsPinyin(text, letters)
    return fit ? weight * PINYIN[fit] : 0
  }))
  return Math.max(best([entry.name], WEIGHT.name), best(entry.keywords, WEIGHT.keyword), best(entry.topics, WEIGHT.topic), best(entry.bodyNames, WEIGHT.body))
}
