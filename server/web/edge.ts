/**
 * What is refused before any room sees it: text that PostgreSQL cannot hold (NUL, lone surrogates) and names that reach
 * into JavaScript's own objects. Without this each such input would surface as a 500 deep inside.
 */
import type { FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])
const UNSTORABLE = /\0|\p{Surrogate}/u
const MAX_VALUES = 50_000

/** @throws Refusal `bad-request` naming where the unusable text stands. */
export async function refuseHostileText(request: FastifyRequest): Promise<void> {
  for (const part of ['params', 'query', 'body'] as const) check(request[part], part)
}

/** Walks without recursion: a body nested 20,000 deep must not overflow the stack. */
export function check(value: unknown, name: string): void {
  const waiting: { value: unknown; at: string }[] = [{ value, at: name }]
  let seen = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++seen > MAX_VALUES) throw refuse('bad-request', { detail: `${name} holds more than ${MAX_VALUES} values` })
    if (typeof next.value === 'string') checkText(next.value, next.at)
    else if (typeof next.value === 'number' && !Number.isFinite(next.value)) throw refuse('bad-request', { detail: `${name} holds a number that is too large` })
    else if (typeof next.value === 'object' && next.value !== null && !Buffer.isBuffer(next.value)) {
      if (!Array.isArray(next.value) && !isPlain(next.value)) continue // a stream: its reader checks what it takes out
      for (const [key, inner] of Object.entries(next.value)) {
        if (FORBIDDEN_NAMES.has(key)) throw refuse('bad-request', { detail: `the name "${key}" is not allowed in ${name}` })
        checkText(key, name)
        waiting.push({ value: inner, at: name })
      }
    }
  }
}

function checkText(text: string, name: string): void {
  if (UNSTORABLE.test(text)) throw refuse('bad-request', { detail: `${name} holds a character that cannot be stored (NUL or half a surrogate pair)` })
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
