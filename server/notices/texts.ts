/** The words of messages, from the message catalogue (room `notices`): the office writes Chinese. Pure. */
import { hasMessage, translate } from '../web/messages.ts'

/** @throws Error for a template without a text: a message without words must not reach a person. */
export function textOf(template: string, data: Record<string, unknown>): string {
  return translate('zh-CN', `notices.text.${template}`, { ...data, kind: word('kind', data.kind), lamp: word('lamp', data.lamp), step: data.step ?? word('kind', data.kind) })
}

function word(list: string, value: unknown): string {
  const key = `notices.${list}.${String(value)}`
  return hasMessage('zh-CN', key) ? translate('zh-CN', key) : String(value ?? '')
}
