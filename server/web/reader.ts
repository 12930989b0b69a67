/**
 * How the reader of a page likes it: language (zh-CN first, English as second) and elder mode (长者模式).
 * Asked for by `?lang=en` or `?elder=1`, kept in a cookie that holds nothing else.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { translate, type Locale } from './messages.ts'

export interface Reader {
  locale: Locale
  elder: boolean
}

const COOKIE = 'reader'
const YEAR_SECONDS = 365 * 24 * 3600

/** Reads the wishes of this request; a new wish is kept for the next ones. */
export function readerOf(request: FastifyRequest, reply: FastifyReply): Reader {
  const kept = request.cookies[COOKIE] ?? ''
  const query = request.query as { lang?: unknown; elder?: unknown }
  const reader: Reader = {
    locale: wish(query.lang, /^(zh|en)/, kept.includes('en') ? 'en' : 'zh').startsWith('en') ? 'en' : 'zh-CN',
    elder: wish(query.elder, /^[01]$/, kept.includes('elder') ? '1' : '0') === '1',
  }
  if (query.lang !== undefined || query.elder !== undefined) {
    const value = [reader.locale, reader.elder ? 'elder' : ''].filter(Boolean).join('.')
    reply.setCookie(COOKIE, value, { path: '/', sameSite: 'lax', httpOnly: true, maxAge: YEAR_SECONDS })
  }
  return reader
}

/** The present address with one wish changed, for the links in the head of each page. */
export function withWish(url: string, name: 'lang' | 'elder', value: string): string {
  const [path, query] = url.split('?', 2) as [string, string | undefined]
  const params = new URLSearchParams(query)
  params.set(name, value)
  return `${path}?${params}`
}

/** `say(request, 'people.signIn.failed')`: a sentence of the catalogue in the reader's language. */
export function say(request: FastifyRequest, key: string, params: Record<string, unknown> = {}): string {
  return translate(request.reader.locale, key, params)
}

function wish(value: unknown, allowed: RegExp, otherwise: string): string {
  return typeof value === 'string' && allowed.test(value) ? value : otherwise
}
