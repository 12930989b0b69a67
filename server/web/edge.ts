/**
 * What is refused before any room sees it: text that PostgreSQL cannot hold (NUL, lone surrogates), text that was lost on its way,
 * names that reach into JavaScript's own objects, nesting no form has. Without this each would surface as a 500 deep inside.
 */
import type { FastifyRequest } from 'fastify'
import { parse } from 'node:querystring'
import { refuse } from '../errors.ts'

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])
const UNSTORABLE = /\0|\p{Surrogate}/u
/** Stands for bytes that were no UTF-8 (a GBK client, usually): the text itself is gone, and a name of question marks helps nobody. */
const LOST = '\uFFFD'
const MAX_VALUES = 50_000
/** A form's schema is at most 12 deep; jsonb and JSON.stringify give up at some thousands, with a 500. */
const MAX_DEPTH = 64
/** Parameters of one address beyond this are not read. */
const MAX_PARAMETERS = 100

/** The parameters of an address. Of a name given twice the last one counts, so that a page meets text and never a list. */
export function readQuery(text: string): Record<string, string> {
  const read: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(parse(text, '&', '=', { maxKeys: MAX_PARAMETERS }))) read[name] = [value].flat().at(-1) ?? ''
  return read
}

/** @throws Refusal `bad-request` naming where the unusable text stands. */
export async function refuseHostileText(request: FastifyRequest): Promise<void> {
  for (const part of ['params', 'query', 'body'] as const) check(request[part], part)
  if (!request.routeOptions.schema?.body) readAsFields(request)
}

/** A form is a table of fields: pages, which declare no schema, read it as one. A body left out is an empty form; a file stays the stream it is. */
function readAsFields(request: FastifyRequest): void {
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) return
  request.body ??= {}
  if (typeof request.body !== 'object' || Array.isArray(request.body)) throw refuse('bad-request', { detail: 'the body must be a table of fields' })
}

/** Walks without recursion: a body nested 20,000 deep must not overflow the stack. */
export function check(value: unknown, name: string): void {
  const waiting: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  let seen = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++seen > MAX_VALUES) throw refuse('bad-request', { detail: `${name} holds more than ${MAX_VALUES} values` })
    if (typeof next.value === 'string') checkText(next.value, name)
    else if (typeof next.value === 'number' && !Number.isFinite(next.value)) throw refuse('bad-request', { detail: `${name} holds a number that is too large` })
    else if (next.depth > MAX_DEPTH) throw refuse('bad-request', { detail: `${name} is nested more than ${MAX_DEPTH} deep` })
    else if (typeof next.value === 'object' && next.value !== null && !Buffer.isBuffer(next.value)) {
      if (!Array.isArray(next.value) && !isPlain(next.value)) continue // a stream: its reader checks what it takes out
      for (const [key, inner] of Object.entries(next.value)) {
        if (FORBIDDEN_NAMES.has(key)) throw refuse('bad-request', { detail: `the name "${key}" is not allowed in ${name}` })
        checkText(key, name)
        waiting.push({ value: inner, depth: next.depth + 1 })
      }
    }
  }
}

function checkText(text: string, name: string): void {
  if (UNSTORABLE.test(text)) throw refuse('bad-request', { detail: `${name} holds a character that cannot be stored (NUL or half a surrogate pair)` })
  if (text.includes(LOST)) throw refuse('bad-request', { detail: `${name} is not UTF-8: some of its characters were lost. Send it again as UTF-8` })
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
