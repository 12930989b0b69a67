/**
 * The kinds of letters (文书种类) with what the law asks of each. A new kind is one line here, its details in facts.ts and
 * one template in templates/.
 */
export interface KindRules {
  title: string
  /** 性质 in the number 机关简称+性质+〔年份〕+顺序号, after 许 or 政; null: the caller brings the number (a permit has its matter's pattern). */
  nature: string | null
  /**
   * Whether the letter names where to turn against it. `must`: 行政许可法 38(2) and 行政诉讼法 practice for refusals;
   * `never`: a step on the way decides nothing, a remedy printed there misleads (a gap notice above all).
   */
  remedies: 'must' | 'may' | 'never'
  /** 行政许可法 32(2), 44: must be proved to have reached the person; the record of a delivery is such a proof itself. */
  served: boolean
  /**
   * Whether every department that takes part in the case reads it (domain H12): what moves the clock they all work by, and what the law makes public
   * (行政许可法 40, 48). The others tell of materials, gaps and money, which are between the applicant and the lead.
   */
  shared: boolean
}

export const kinds = {
  'receipt': { title: '收取申请材料凭证', nature: '收字', remedies: 'never', served: true, shared: false },
  'correction': { title: '申请材料补正告知书', nature: '补字', remedies: 'never', served: true, shared: false },
  'acceptance': { title: '受理通知书', nature: '受字', remedies: 'never', served: true, shared: true },
  'refuse-acceptance': { title: '不予受理决定书', nature: '不受字', remedies: 'must', served: true, shared: false },
  'extension': { title: '延长办理期限通知书', nature: '延字', remedies: 'never', served: true, shared: true },
  'special-procedure': { title: '特别程序告知书', nature: '特字', remedies: 'never', served: true, shared: true },
  'tolerant': { title: '容缺受理通知书', nature: '容字', remedies: 'never', served: true, shared: false },
  'decision-grant': { title: '准予行政许可决定书', nature: '准字', remedies: 'may', served: true, shared: true },
  'decision-deny': { title: '不予行政许可决定书', nature: '不准字', remedies: 'must', served: true, shared: false },
  'permit': { title: '行政许可证', nature: null, remedies: 'never', served: true, shared: true },
  'filing-certificate': { title: '备案证明', nature: null, remedies: 'never', served: true, shared: true },
  'hearing-announcement': { title: '听证公告', nature: '听公字', remedies: 'never', served: false, shared: true },
  'hearing-notice': { title: '听证通知书', nature: '听字', remedies: 'never', served: true, shared: true },
  'fee-notice': { title: '缴费通知书', nature: '缴字', remedies: 'never', served: true, shared: false },
  'rectification-order': { title: '责令限期改正通知书', nature: '改字', remedies: 'may', served: true, shared: false },
  'revocation-notice': { title: '拟撤销行政许可告知书', nature: '撤告字', remedies: 'never', served: true, shared: false },
  'revocation': { title: '撤销行政许可决定书', nature: '撤字', remedies: 'must', served: true, shared: false },
  'delivery': { title: '送达回证', nature: '送字', remedies: 'never', served: false, shared: false },
} satisfies Record<string, KindRules>

export type LetterKind = keyof typeof kinds

export function isLetterKind(text: string): text is LetterKind {
  return Object.hasOwn(kinds, text)
}

/** Its title; what is no kind is called as it stands. */
export function letterTitle(kind: string): string {
  return isLetterKind(kind) ? kinds[kind].title : kind
}

export function rulesOf(kind: LetterKind): KindRules {
  return kinds[kind]
}

/** The receipt carries the applicant's query code; the office sees that it was given, and not the code. */
export function isTheApplicantsOwn(kind: LetterKind): boolean {
  return kind === 'receipt'
}
