/**
 * The ways of service (送达方式) and the order in which the law has them tried. Pure.
 * 行政许可 has no rules of its own here; practice follows 民事诉讼法 (2023) 88-95.
 */
export type Way = 'electronic' | 'direct' | 'lien' | 'post' | 'entrusted' | 'announcement'

export const WAYS: Record<Way, string> = {
  electronic: '电子送达',
  direct: '直接送达',
  lien: '留置送达',
  post: '邮寄送达',
  entrusted: '委托送达',
  announcement: '公告送达',
}

/** 民事诉讼法 95: taken as served thirty natural days after the announcement. */
export const ANNOUNCEMENT_DAYS = 30

/**
 * The next way after these have failed: electronic only with consent (90), then in person (88), by post (91), and by
 * announcement (95) when all else failed. Null: an announcement is always possible, so nothing follows it.
 */
export function nextWay(failed: readonly Way[], electronicConsent: boolean): Way | null {
  const order: Way[] = [...(electronicConsent ? ['electronic' as const] : []), 'direct', 'post', 'announcement']
  return order.find((way) => !failed.includes(way)) ?? null
}

/** Announcement is the last resort: in person and by post must have failed. */
export function mayAnnounce(failed: readonly Way[]): boolean {
  const inPerson = failed.includes('direct') || failed.includes('lien') || failed.includes('entrusted')
  return inPerson && failed.includes('post')
}
