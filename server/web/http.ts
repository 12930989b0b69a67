/**
 * What this house adds to Fastify's own types: who may use a route, what a request knows of its reader.
 * Types only; the values are set by server.ts (reader) and people/guard.ts (officer, token).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Reader } from './reader.ts'

/**
 * Who may use a route. Every route declares one; a route without fails at start (default deny).
 * `public`: anybody. `officer`: signed in and active. `operator`: an officer with a post as operator.
 * `analyst`: an officer with a post as analyst, who draws matters.
 * `publication`: an officer who drafts, judges or publishes changes of matters. `applicant-case`: the holder of a case's number and query code, for that one case.
 */
export type Access = 'public' | 'officer' | 'operator' | 'analyst' | 'publication' | 'applicant-case'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /**
     * Where the form token of a changing request is looked for. `body` (default): field `_csrf` or header `x-csrf-token`.
     * `handler`: a multipart upload, whose handler calls `request.checkToken(value)` itself as soon as it has read the field.
     * `none`: only for routes that never read a cookie.
     */
    csrf?: 'body' | 'handler' | 'none'
    /** Open besides to whoever asks from this machine itself, not through a proxy: a collector of metrics. */
    loopback?: boolean
    /** `inline`: allows style attributes on this page, for bpmn-js, which places its parts that way. */
    styles?: 'inline'
  }
  interface FastifyRequest {
    reader: Reader
    /** The token of the form about to be shown; sets the visitor's cookie when there is none. */
    formToken(reply: FastifyReply): string
    /** @throws Refusal `form-expired` when the token is not this visitor's. */
    checkToken(token: unknown): void
    /** What the layouts show of the signed-in person; null for the public. */
    signedIn: { name: string; post: string } | null
  }
}

/** One room's pages and interfaces. Registered in a scope of its own: its hooks and parsers touch no other room. */
export type Room = (app: FastifyInstance, ctx: Context) => Promise<void>

/** Programs get problem+json: everything under /v1, and whoever asks for JSON without asking for pages. */
export function wantsJson(request: FastifyRequest): boolean {
  if (request.url.startsWith('/v1')) return true
  const accept = request.headers.accept ?? ''
  return /application\/(problem\+)?json/.test(accept) && !accept.includes('text/html')
}

/**
 * In which language a program is told what is wrong with the files it sent: Chinese where its Accept-Language asks for that before English,
 * English otherwise, since programs compare these sentences. Who chose English for the pages gets English.
 */
export function programLanguage(request: FastifyRequest): 'zh' | 'en' {
  if (request.reader.locale === 'en') return 'en'
  const weights = (request.headers['accept-language'] ?? '').slice(0, 200).split(',').map((part) => {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';')
    const weight = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((found) => found !== undefined)
    return { tag, weight: weight === undefined ? 1 : Number(weight) }
  })
  const wish = (language: RegExp): number => Math.max(0, ...weights.filter(({ tag }) => language.test(tag)).map(({ weight }) => weight))
  return wish(/^zh\b/) > wish(/^en\b/) ? 'zh' : 'en'
}
