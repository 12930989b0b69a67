/**
 * What goes wrong while a scenario is played, in English and in Chinese at once (zh.json). What a room refuses has its words in that room's own
 * catalogue; which language is shown is decided by who shows it. Pure and browser-safe.
 */
import { Refusal } from '../../server/errors.ts'
import { saying, type Sentence } from '../../server/forms/sentence.ts'
import others from '../rules/zh.others.json' with { type: 'json' }
import chinese from './zh.json' with { type: 'json' }

/** What the rooms' readers say comes as a value and has its Chinese in zh.others.json. */
export const say = saying(chinese, others)

export type Locale = 'zh-CN' | 'en'

/** Something that cannot be played: the scenario, the diagram or the guide is to be corrected. */
export class Unable extends Error {
  constructor(readonly sentence: Sentence, options?: ErrorOptions) {
    super(sentence.en, options)
  }
}

/** In one language; what has only one is said in that. */
export function inWords(said: string | Sentence, locale: Locale): string {
  return typeof said === 'string' ? said : locale === 'en' ? said.en : said.zh ?? said.en
}

/** Why something failed: as whoever could not read or do it says it; a refusal with the fields it names. */
export function sentenceOf(error: unknown): Sentence {
  if (!(error instanceof Refusal)) {
    const { sentence } = (error ?? {}) as { sentence?: Sentence }
    return typeof sentence?.en === 'string' ? sentence : { en: error instanceof Error ? error.message : String(error) }
  }
  const fields = error.issues.map(({ pointer, message }) => `${pointer}: ${message}`)
  // the sentence ends by itself, what it names follows: "…再提交。/gaps/0/item: 请填写…"
  return { en: [error.message, ...fields].join('; '), zh: `${error.sentence('zh-CN')}${fields.join('；')}` }
}
