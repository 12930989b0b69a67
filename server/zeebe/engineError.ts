/** What can go wrong on the wire, sorted by what we must do about it. Built from gRPC's status codes, which nobody else here needs to know. */
import { status } from '@grpc/grpc-js'

/**
 * - `gone`: there is no such job, instance or process (NOT_FOUND).
 * - `exists`: it was there already (ALREADY_EXISTS), for instance a message with this id.
 * - `not-active`: a job that nobody has locked, or that has failed (FAILED_PRECONDITION).
 * - `not-sent`: certainly not carried out (no connection, backpressure): may be repeated.
 * - `unknown`: it may have been carried out (connection lost, no answer in time).
 * - `refused`: repeating will not help (INVALID_ARGUMENT and the like).
 */
export type EngineErrorKind = 'gone' | 'exists' | 'not-active' | 'not-sent' | 'unknown' | 'refused'

export class EngineError extends Error {
  constructor(readonly kind: EngineErrorKind, readonly call: string, message: string) {
    super(`${call}: ${message}`)
    this.name = 'EngineError'
  }
}

/** Every error of a call becomes an EngineError; one that carries no status is not known to have stayed without effect. */
export function engineError(call: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error
  const { code, details, message } = error as { code?: number; details?: string; message?: string }
  return new EngineError(kindOf(code, details ?? ''), call, details || message || String(error))
}

function kindOf(code: number | undefined, details: string): EngineErrorKind {
  switch (code) {
    case status.NOT_FOUND: return 'gone'
    case status.ALREADY_EXISTS: return 'exists'
    case status.FAILED_PRECONDITION: return 'not-active'
    case status.RESOURCE_EXHAUSTED: return 'not-sent' // the broker's backpressure: refused before it was looked at
    case status.UNAVAILABLE: return neverLeft(details) ? 'not-sent' : 'unknown'
    case status.INVALID_ARGUMENT:
    case status.UNIMPLEMENTED:
    case status.PERMISSION_DENIED:
    case status.UNAUTHENTICATED: return 'refused'
    default: return 'unknown'
  }
}

/** grpc-js's words for a call that found no connection to go out on; every other UNAVAILABLE may have been carried out. */
function neverLeft(details: string): boolean {
  return details.startsWith('No connection established') || details.startsWith('Name resolution failed')
}
