/** The paragraph that names where to turn against a decision: body and court by name, periods with their articles. Pure. */
export interface Remedies {
  /** 行政复议 body; natural days from service, 行政复议法 20: at least 60 */
  review: { body: string; days: number }
  /** 行政诉讼 court; months from service, 行政诉讼法 46: 6 */
  court: { name: string; months: number }
}

/** @param title the letter's own title, which the sentence refers to ("本决定书"). */
export function remediesText({ review, court }: Remedies, title: string): string {
  const name = title.endsWith('决定书') ? '本决定书' : '本文书'
  return `如不服本决定，可以自收到${name}之日起${review.days}日内依法向${review.body}申请行政复议（《中华人民共和国行政复议法》第二十条），`
    + `也可以自收到${name}之日起${court.months}个月内依法向${court.name}提起行政诉讼（《中华人民共和国行政诉讼法》第四十六条）。`
}
