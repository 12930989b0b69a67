/** Rejections and bad arguments as gRPC statuses, in Zeebe's words. */
import { status, type StatusObject } from '@grpc/grpc-js'
import type { Rejection, RejectionCode } from '../commands.ts'
import { Overloaded, Unavailable } from '../run.ts'

const CODES: Record<RejectionCode, status> = {
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  INVALID_STATE: status.FAILED_PRECONDITION,
}

export type Failure = Partial<StatusObject>

/** A request that is wrong in itself. */
export class BadRequest extends Error {}

export function rejected({ command, code, reason }: Rejection): Failure {
  return { code: CODES[code], details: within(`Command '${command}' rejected with code '${code}': ${reason}`) }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof BadRequest) return { code: status.INVALID_ARGUMENT, details: within(error.message) }
  if (error instanceof Overloaded) return { code: status.RESOURCE_EXHAUSTED, details: error.message }
  if (error instanceof Unavailable) return { code: status.UNAVAILABLE, details: error.message }
  return { code: status.INTERNAL, details: 'The engine failed on this request; its log tells more. Nothing was changed.' }
}

/** Details travel percent-encoded in an HTTP/2 trailer; above some 16 KB of headers the whole connection hangs. */
const LARGEST_DETAILS_BYTES = 6_000

/** The words themselves, or as many whole lines of them as a trailer carries, and how many were left out. */
export function within(details: string): string {
  if (encodedBytes(details) <= LARGEST_DETAILS_BYTES) return details
  const lines = details.split('\n')
  const kept: string[] = []
  let bytes = 0
  for (const line of lines) {
    bytes += encodedBytes(line) + 3
    if (bytes > LARGEST_DETAILS_BYTES) break
    kept.push(line)
  }
  if (kept.length === 0) return `${[...details].slice(0, 600).join('')} …`
  return `${kept.join('\n')}\n… and ${lines.length - kept.length} more lines`
}

function encodedBytes(text: string): number {
  // each byte beyond ASCII, and each control sign, takes three; no more is worth reckoning
  return Buffer.byteLength(text) * 3 - 2 * (text.match(/[\x20-\x7e]/g)?.length ?? 0)
}
