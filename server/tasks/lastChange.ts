/** What came over a task after somebody had opened its page, for who is refused because of it: the last that is on its trace, in words. */
import { timeline } from '../audit/service.ts'
import type { Db } from '../db/pool.ts'
import { hasMessage, translate, type Locale } from '../web/messages.ts'
import type { Task } from './task.ts'

/** `change` in Chinese, `changeEn` in English, and when (RFC 3339, UTC). */
export async function lastChange(db: Db, task: Pick<Task, 'id' | 'caseId' | 'name'>): Promise<{ change: string; changeEn: string; when: string }> {
  const last = (await timeline(db, task.caseId)).filter(({ object }) => object === `task:${task.id}`).at(-1)
  const said = (locale: Locale): string => {
    const key = `tasks.event.${last?.action}`
    return last && hasMessage(locale, key) ? translate(locale, key, { ...last.detail, who: last.actor.name, step: task.name }) : task.name
  }
  return { change: said('zh-CN'), changeEn: said('en'), when: last?.at.toISOString() ?? '' }
}
