/** The log of sign-ins: who tried, from where, with what result. Written, never changed; an operator reads it. */
import type { Context } from '../context.ts'
import { change, type Db } from '../db/pool.ts'

export interface SignInEntry {
  login: string
  officerId?: string | undefined
  result: 'signed-in' | 'failed' | 'locked' | 'disabled' | 'throttled' | 'signed-out' | 'password-changed'
  address: string | null
}

export async function logSignIn(db: Db, ctx: Context, entry: SignInEntry): Promise<void> {
  await change(db, 'insert into sign_in_log (at, login, officer_id, result, address) values (?, ?, ?, ?, ?)',
    [ctx.now(), entry.login, entry.officerId ?? null, entry.result, entry.address])
}
