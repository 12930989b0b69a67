/**
 * What a judge of files says, in English and in Chinese at once: the English stands in the code, `` say`Step ${name} has no form.` ``, the
 * Chinese in the room's catalogue under the same text with {0}, {1} … for what differs. A text without its Chinese is said in English;
 * test/house/sentences.test.ts reads all texts out of the code and lists those. Which language is shown is decided by who shows it.
 */

export interface Sentence {
  en: string
  /** Absent where the catalogue has no Chinese for it. */
  zh?: string
}

/** What differs: a sentence inside a sentence is said in the language of the whole. */
export type Value = string | number | Sentence

export type Say = (parts: TemplateStringsArray, ...values: Value[]) => Sentence

/**
 * @param chinese English text with {0}, {1} … -> Chinese text with the same
 * @param others the same for what other judges say (bpmnlint, ajv …), which comes as a value and is known by its words alone
 */
export function saying(chinese: Readonly<Record<string, string>>, others: Readonly<Record<string, string>> = {}): Say {
  const known = new Map(Object.entries(chinese))
  // the longest first: "must be equal to …" is not "must be {0}"
  const patterns = Object.entries(others).sort(([a], [b]) => b.length - a.length).map(([text, zh]): Pattern => ({ pattern: patternOf(text), zh }))
  return (parts, ...values) => {
    const text = known.get(keyOf(parts))
    return {
      en: parts.reduce((said, part, at) => `${said}${inEnglish(values[at - 1]!)}${part}`),
      ...(text === undefined ? {} : { zh: text.replace(/\{(\d+)\}/g, (_, at: string) => inChinese(values[Number(at)]!, patterns)) }),
    }
  }
}

/** The catalogue's key of a text: `Step {0} has no form.` */
export function keyOf(parts: readonly string[]): string {
  return parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`)
}

/** What is kept of a sentence where both are kept: the English as `message`, the Chinese beside it. */
export function messageOf(sentence: string | Sentence): { message: string; zh?: string } {
  if (typeof sentence === 'string') return { message: sentence }
  return { message: sentence.en, ...(sentence.zh === undefined ? {} : { zh: sentence.zh }) }
}

/** The language of a page or of the modeler, for what has only these two. */
export function languageOf(locale: 'zh-CN' | 'en'): 'zh' | 'en' {
  return locale === 'en' ? 'en' : 'zh'
}

/** The same problem with its sentence in one language only. */
export function inLanguage<P extends { message: string; zh?: string }>(problem: P, language: 'zh' | 'en'): Omit<P, 'zh'> {
  const { zh, ...rest } = problem
  return language === 'zh' && zh !== undefined ? { ...rest, message: zh } : rest
}

function inEnglish(value: Value): string {
  return typeof value === 'object' ? value.en : String(value)
}

interface Pattern { pattern: RegExp; zh: string }

function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d+\}/g, '(.+?)')}$`)
}

/** What others say may hold what others say: `Line 3: there is no block …`. */
function ofOthers(text: string, others: readonly Pattern[]): string | undefined {
  for (const { pattern, zh } of others) {
    const found = pattern.exec(text)
    if (found) return zh.replace(/\{(\d+)\}/g, (_, at: string) => ofOthers(found[Number(at) + 1]!, others) ?? found[Number(at) + 1]!)
  }
  return undefined
}

const UNITS: Record<string, string> = { wd: '个工作日', d: '天', h: '小时', min: '分钟' }

/** A limit is said in words, and a name in English quotes, `"窗口受理" (acceptance)`, gets Chinese ones. */
function inChinese(value: Value, others: readonly Pattern[]): string {
  if (typeof value === 'object') return value.zh ?? value.en
  const text = String(value)
  const known = ofOthers(text, others)
  if (known !== undefined) return known
  return text.replace(/^(\d+(?:\.\d+)?)(wd|d|h|min)$/, (_, amount: string, unit: string) => `${amount} ${UNITS[unit]!}`)
    .replace(/"([^"]*)" \(([\w.:-]+)\)/g, '“$1”（$2）').replace(/^"([^"]*)"$/, '“$1”').replace(/(?<=[”）]), (?=“)/g, '、')
}
