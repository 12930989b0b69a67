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
  return { code: CODES[code], details: `Command '${command}' rejected with code '${code}': ${reason}` }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof BadRequest) return { code: status.INVALID_ARGUMENT, details: error.message }
  if (error instanceof Overloaded) return { code: status.RESOURCE_EXHAUSTED, details: error.message }
  if (error instanceof Unavailable) return { code: status.UNAVAILABLE, details: error.message }
  return { code: status.INTERNAL, details: 'The engine failed on this request; its log tells more. Nothing was changed.' }
}
