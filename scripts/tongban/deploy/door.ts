/** The server's door for programs, opened with a token or an account. */
import { randomUUID } from 'node:crypto'
import { CannotRun } from '../cannotRun.ts'

export interface Door {
  address: string
  /** The body of the reply. @throws CannotRun in the server's words when it refuses, or does not answer. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  /** Signs out where it had signed in. */
  leave(): Promise<void>
}

/** Sends one request and says what came back; a server in a test is called without a port. */
export type Send = (method: string, path: string, headers: Record<string, string>, body?: string) => Promise<{ status: number; text: string }>

const PATIENCE_MS = 120_000

/** @throws CannotRun without credentials, or when they are refused. */
export async function signIn(env: NodeJS.ProcessEnv, lang: string, send?: Send): Promise<Door> {
  const address = (env.TONGBAN_SERVER ?? 'http://127.0.0.1:3000').replace(/\/+$/, '')
  const sending = send ?? over(address)
  const { TONGBAN_TOKEN: token, TONGBAN_LOGIN: login, TONGBAN_PASSWORD: password } = env
  if (token) return door(address, sending, lang, token, false)
  if (!login || !password) throw new CannotRun('Say who deploys: set TONGBAN_TOKEN, or TONGBAN_LOGIN and TONGBAN_PASSWORD.')
  const session = (await door(address, sending, lang, null, false).call('POST', '/v1/sessions', { login, password })) as { token: string }
  return door(address, sending, lang, session.token, true)
}

function door(address: string, send: Send, lang: string, token: string | null, leaves: boolean): Door {
  const call: Door['call'] = async (method, path, body) => {
    const headers = {
      accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }), ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const { status, text } = await send(method, `${path}?lang=${lang}`, headers, body === undefined ? undefined : JSON.stringify(body))
    if (status >= 300) throw new CannotRun(refusalOf(method, path, status, text))
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  return { address, call, leave: async () => { if (leaves) await call('DELETE', '/v1/sessions/current') } }
}

function over(address: string): Send {
  return async (method, path, headers, body) => {
    try {
      const reply = await fetch(`${address}${path}`, { method, headers, signal: AbortSignal.timeout(PATIENCE_MS), ...(body === undefined ? {} : { body }) })
      return { status: reply.status, text: await reply.text() }
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error }
      throw new CannotRun(`${address} does not answer: ${cause?.message ?? message}. Set TONGBAN_SERVER to a running server.`)
    }
  }
}

/** A problem document's own sentence with the places it names; anything else as it came. */
function refusalOf(method: string, path: string, status: number, text: string): string {
  try {
    const { title, detail, issues = [] } = JSON.parse(text) as { title?: string; detail?: string; issues?: { pointer: string; message: string }[] }
    return [`${method} ${path} answered ${status}: ${detail ?? title ?? text}`, ...issues.map(({ pointer, message }) => `  ${pointer}: ${message}`)].join('\n')
  } catch {
    return `${method} ${path} answered ${status}: ${text.slice(0, 500)}`
  }
}
