/**
 * What rank a law has that a guide cites (domain H4): told by its title and the number it was issued under, never by the guide's author. Titles that
 * do not tell it are listed in laws.json with their number. The names are those of 行政法规制定程序条例 5 and 规章制定程序条例 7.
 */
import type { Guide } from '../../../server/matters/guide.ts'
import { ARTICLE } from './article.ts'
import known from './laws.json' with { type: 'json' }

export type Rank = Guide['legalBasis'][number]['rank']

/** Where the name begins with a place, what is made there is local: 样例市…条例, 深圳经济特区…条例. 城市, 市场 and the like are no places. */
const PLACE = /^(?!城市|市场|县域|县级|市政|市容)(?:.{2,10}?(?:自治区|自治州|自治县|经济特区)|.{2,4}?[省市州县旗盟](?![场政容民级]))/

const ISSUED: readonly (readonly [RegExp, Rank])[] = [
  [/主席令/, 'law'],
  [/国务院令/, 'regulation'],
  [/(?:部|委|委员会|总局|局|署|行|政府)令/, 'rule'],
  [/[发办函字][〔[(（]\d{4}[〕\])）]/, 'document'],
]

const NAMED: readonly (readonly [RegExp, Rank])[] = [
  [/^全国人民代表大会.*(?:决定|决议|解释)$/, 'law'],
  [/(?:法典|(?<!办)法)$/, 'law'],
  [/(?:办法|规定|细则|规则)$/, 'rule'],
  [/(?:意见|通知|决定|公告|通告|方案|批复|复函|规程|规范|标准|目录)$/, 'document'],
]

/** @param cited a title, with its articles or without: 《城市道路管理条例》第三十七条. @returns null where nothing tells it */
export function rankOf(cited: string): Rank | null {
  const whole = cited.replace(/[《》\s]/g, '').split(ARTICLE)[0]!
  const title = whole.replace(/[（(].*$/, '')
  const listed = known.find((one) => title === one.title)
  if (listed) return listed.rank as Rank
  const issued = ISSUED.find(([number]) => number.test(whole.slice(title.length)))
  if (issued) return issued[1]
  if (title.endsWith('条例')) return PLACE.test(title) ? 'local' : 'regulation'
  return NAMED.find(([name]) => name.test(title))?.[1] ?? null
}

/** A law or an administrative regulation (行政法规): what may give a body more time, or allow a fee (行政许可法 42, 58). */
export function isLaw(rank: Rank | null): boolean {
  return rank === 'law' || rank === 'regulation'
}
