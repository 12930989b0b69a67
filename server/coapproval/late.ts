/** Whether a department's time is over: its limit as the clock room counts it, pauses and green channel included. */
import type { Context } from '../context.ts'
import type { Db } from '../db/pool.ts'
import { accountOfTask } from '../deadlines/service.ts'

export async function isLate(db: Db, ctx: Context, taskId: string): Promise<boolean> {
  const limit = await accountOfTask(db, ctx, taskId)
  return limit !== undefined && limit.usage.state === 'overdue'
}
