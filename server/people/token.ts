/**
 * Secrets that travel in cookies and forms. A cookie holds a random token, the database only its hash; a form token is an
 * HMAC over the visitor's cookie, masked anew for each page so that compression tells nothing of it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'

const BYTES = 32

export function newToken(ctx: Context): string {
  return ctx.random(BYTES).toString('base64url')
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** @param secret the cookie the token is bound to. */
export function makeFormToken(ctx: Context, key: Buffer, secret: string): string {
  const mask = ctx.random(BYTES)
  return Buffer.concat([mask, xor(mask, signature(key, secret))]).toString('base64url')
}

export function isFormToken(key: Buffer, secret: string, token: unknown): boolean {
  if (typeof token !== 'string') return false
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 2 * BYTES) return false
  return timingSafeEqual(xor(bytes.subarray(0, BYTES), bytes.subarray(BYTES)), signature(key, secret))
}

function signature(key: Buffer, secret: string): Buffer {
  return createHmac('sha256', key).update(`form:${secret}`).digest()
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ b[index]!))
}
