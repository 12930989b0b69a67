/**
 * The catalogue of refusals: what the platform says no to, with the HTTP status and a sentence a person can act on.
 * A refusal is expected and rolls its transaction back; anything else that is thrown is a bug and answered with 500.
 */
export interface RefusalText {
  status: number
  zh: string
  en: string
}

/** Placeholders `{name}` are filled from the refusal's details. One line a code; codes are stable, they are part of /v1. */
export const catalogue = {
  'not-found': { status: 404, zh: '没有找到您要的内容。请核对编号,或返回上一页。', en: 'Nothing was found under this address or number.' },
  'sign-in-required': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'forbidden': { status: 403, zh: '您没有权限进行这项操作。', en: 'You may not do this.' },
  'invalid-input': { status: 422, zh: '填写的内容有误,请按提示修改后再提交。', en: 'The input does not fit: {detail}' },
  'bad-request': { status: 400, zh: '请求有误:{detail}', en: 'The request is malformed: {detail}' },
  'busy': { status: 503, zh: '系统暂时繁忙,请稍后再试;您填写的内容不会丢失。', en: 'The platform is busy for the moment; try again shortly.' },
} satisfies Record<string, RefusalText>

export type RefusalCode = keyof typeof catalogue

/** One field that does not fit. `pointer` is an RFC 6901 JSON pointer into the body or the form's data. */
export interface Issue {
  pointer: string
  message: string
}

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly details: Record<string, unknown> = {},
    readonly issues: Issue[] = [],
  ) {
    super(`${code}: ${fill(catalogue[code].en, details)}`)
    this.name = 'Refusal'
  }
  get status(): number {
    return catalogue[this.code].status
  }
  /** The sentence for people, in the language asked for (`zh-CN` unless it starts with `en`). */
  sentence(locale = 'zh-CN'): string {
    const text = catalogue[this.code]
    return fill(locale.startsWith('en') ? text.en : text.zh, this.details)
  }
}

/** `throw refuse('task-taken', { holder: '张三', since })` */
export function refuse(code: RefusalCode, details: Record<string, unknown> = {}, issues: Issue[] = []): Refusal {
  return new Refusal(code, details, issues)
}

function fill(text: string, details: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''))
}
