/**
 * An officer's own password. Length counts, not odd characters (ASVS 5.0, 6.2); the commonest words are refused.
 */
import type { Context } from '../context.ts'
import { change, inTransaction, row } from '../db/pool.ts'
import { refuse, type Issue } from '../errors.ts'
import type { Officer } from './officer.ts'
import { fits, hashPassword } from './password.ts'
import type { PasswordChange } from './schemas.ts'
import { logSignIn } from './signInLog.ts'
import { endSessionsOf } from './sessionStore.ts'
import { throttle } from './throttle.ts'

export const MIN_LENGTH = 10
const MAX_LENGTH = 128
const COMMON = ['password', 'qwerty', '123456', 'admin', 'abc123', '111111', 'iloveyou', 'woaini', 'tongban', '888888', '666666', 'letmein']

/**
 * Sets a new password and ends the officer's other sessions.
 * @throws Refusal `invalid-input` with an issue per field.
 */
export async function changePassword(ctx: Context, officer: Officer, sessionId: string, wish: PasswordChange): Promise<void> {
  await throttle(ctx, { key: `password:${officer.id}`, tries: 10, seconds: 600 })
  const stored = await row<{ hash: string | null }>(ctx.db, 'select password_hash as hash from officer where id = ?', [officer.id])
  const issues = issuesOf(officer.login, wish)
  if (!(await fits(stored?.hash ?? null, wish.current))) issues.unshift({ pointer: '/current', message: '当前密码不正确。' })
  if (issues.length > 0) throw refuse('invalid-input', { detail: issues.map((issue) => issue.pointer).join(', ') }, issues)
  const hash = await hashPassword(wish.wanted)
  await inTransaction(ctx.db, async (tx) => {
    await change(tx, 'update officer set password_hash = ?, password_changed_at = ? where id = ?', [hash, ctx.now(), officer.id])
    await endSessionsOf(tx, ctx, officer.id, sessionId)
    await logSignIn(tx, ctx, { login: officer.login, officerId: officer.id, result: 'password-changed', address: null })
  })
}

function issuesOf(login: string, { wanted, repeated }: PasswordChange): Issue[] {
  const issues: Issue[] = []
  const plain = wanted.toLowerCase()
  if ([...wanted].length < MIN_LENGTH || wanted.length > MAX_LENGTH) issues.push({ pointer: '/wanted', message: `新密码应为 ${MIN_LENGTH} 至 ${MAX_LENGTH} 个字符，现为 ${[...wanted].length} 个。` })
  else if (plain.includes(login) || COMMON.some((word) => plain.includes(word))) {
    issues.push({ pointer: '/wanted', message: '新密码过于常见或含有用户名，请另设一个。' })
  }
  if (wanted !== repeated) issues.push({ pointer: '/repeated', message: '两次输入的新密码不一致。' })
  return issues
}
