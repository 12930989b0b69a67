/**
 * Chinese read as pinyin for search: each character its syllable, in the reading the word around it asks for (银行 hang, 行政 xing), and whether
 * letters fit: full syllables, initials, or both mixed (`shigongxk` for 施工许可). Pure.
 */
import { customPinyin, pinyin } from 'pinyin-pro'

/** Words of the office that the dictionary reads otherwise, or not as one word. */
const READINGS: Record<string, string> = {
  还: 'huán', 归还: 'guī huán', 差别化: 'chā bié huà', 差旅: 'chāi lǚ', 藏药: 'zàng yào', 藏医: 'zàng yī', 排行: 'pái háng', 行道树: 'xíng dào shù', 局长: 'jú zhǎng', 率先: 'shuài xiān',
  着装: 'zhuó zhuāng', 给排水: 'jǐ pái shuǐ', 湖泊: 'hú pō', 剥离: 'bō lí', 载货: 'zài huò', 载客: 'zài kè', 重置: 'chóng zhì', 重核: 'chóng hé', 重发: 'chóng fā', 调规: 'tiáo guī',
  乐清: 'yuè qīng', 浚县: 'xùn xiàn', 涡阳: 'guō yáng',
}
customPinyin(READINGS)

const known = new Map<string, readonly string[]>()
/** Names, keywords and topics of some thousand matters; what comes after is read again each time. */
const MOST_KNOWN = 20_000

/** The syllable of each character, without tones and in small letters; a character that is no Chinese stands for itself. */
export function syllables(text: string): readonly string[] {
  const read = known.get(text)
  if (read) return read
  const made = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'spaced', v: true }).map((one) => one.toLowerCase())
  const each = made.length === [...text].length ? made : [...text].map((one) => pinyin(one, { toneType: 'none', v: true }).toLowerCase())
  if (known.size < MOST_KNOWN) known.set(text, each)
  return each
}

/** By whole syllables (the last may be begun), or with initials of some. */
export type PinyinFit = 'syllables' | 'initials'

/** Fewer letters fit nearly every text; more are no search. */
const LETTERS = { fewest: 2, most: 40 }

/** How letters fit a text anywhere. @param letters lower case, without tones; `ü` written v. @returns null: not at all */
export function fitsPinyin(text: string, letters: string): PinyinFit | null {
  if (letters.length < LETTERS.fewest || letters.length > LETTERS.most) return null
  const read = syllables(text)
  let best: PinyinFit | null = null
  for (let at = 0; at < read.length && best !== 'syllables'; at++) best = fitsFrom(read, at, letters) ?? best
  return best
}

function fitsFrom(read: readonly string[], at: number, letters: string): PinyinFit | null {
  if (letters === '') return 'syllables'
  const syllable = read[at]?.trim()
  if (!syllable) return null
  if (syllable.startsWith(letters)) return 'syllables'
  const whole = letters.startsWith(syllable) ? fitsFrom(read, at + 1, letters.slice(syllable.length)) : null
  if (whole === 'syllables') return whole
  const initial = syllable.length > 1 && syllable[0] === letters[0] ? fitsFrom(read, at + 1, letters.slice(1)) : null
  return whole ?? (initial && 'initials')
}
