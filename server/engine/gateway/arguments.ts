/** Reading and checking what a client sent, before the engine sees it. */
import type { Answer } from '../machine/requests.ts'
import type { Key, Variables } from '../state.ts'
import { BadRequest } from './status.ts'

/** Variables deeper than this overflow what walks them. */
const MAX_DEPTH = 200
/** So much of a wrong document is quoted. */
const MAX_SHOWN = 500

/** The variables document: a JSON object, or nothing at all. @throws BadRequest in the words of Zeebe's gateway */
export function variables(text: string): Variables {
  if (text.trim() === '') return {}
  const value = parse(text)
  if (value === null) return {}
  const kind = kindOf(value)
  if (kind !== 'OBJECT') throw new BadRequest(`Property 'variables' is invalid: Expected document to be a root level object, but was '${kind}'`)
  return value as Variables
}

/** As MessagePack names what Zeebe makes of it. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'ARRAY'
  if (typeof value === 'number') return Number.isInteger(value) ? 'INTEGER' : 'FLOAT'
  return (typeof value).toUpperCase()
}

function parse(text: string): unknown {
  if (depth(text) > MAX_DEPTH) throw new BadRequest(`Property 'variables' is invalid: it is nested more than ${MAX_DEPTH} deep`)
  try {
    return JSON.parse(text)
  } catch (error) {
    const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
    throw new BadRequest(`Invalid JSON value: ${shown}\n${(error as Error).message}`)
  }
}

/** Brackets outside strings; reckoned without recursion, as the text may be anything. */
function depth(text: string): number {
  if (!/[[{]{2}/.test(text) && text.length < MAX_DEPTH) return 0
  let [now, deepest, inString] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++now)
    else if (c === 0x7d || c === 0x5d) now--
  }
  return deepest
}

/** A name, key or id: text that PostgreSQL can hold, of a size that is one. @throws BadRequest */
export function text(value: string, property: string): string {
  if (/[\u0000]/.test(value) || Buffer.from(value).toString() !== value) throw new BadRequest(`Property '${property}' holds characters that are no text.`)
  if (value.length > 4_096) throw new BadRequest(`Property '${property}' may have 4096 characters, but has ${value.length}.`)
  return value
}

/** A free sentence (an error message): cut to a size worth keeping. */
export function sentence(value: string): string {
  return value.length > 10_000 ? `${value.slice(0, 10_000)}…` : value
}

/** The one tenant there is: answers name it, requests may. */
export const ONE_TENANT = '<default>'

/** Zeebe's gateway with multi-tenancy off. @throws BadRequest in its words */
export function tenant(call: string, tenantId: string): void {
  if (tenantId.trim() === '' || tenantId === ONE_TENANT) return
  throw new BadRequest(`Expected to handle gRPC request ${call} with tenant identifier '${tenantId}', but multi-tenancy is disabled`)
}

/** The key an answer brings. */
export function keyOf(answer: Extract<Answer, { ok: true }>): Key {
  return (answer as { key: Key }).key
}
