/**
 * The port to whatever seals letters. An installation with a real seal system (GB/T 38540, SM2) writes its own `Seal`
 * and names it here; nothing else changes.
 */
import type { Context } from '../../context.ts'
import type { Db } from '../../db/pool.ts'
import type { SealMark } from '../pdf/sealMark.ts'
import { sampleSeal } from './sample.ts'

export interface SealedBody { id: string; name: string }

export interface Seal {
  /** What is drawn over name and date. */
  mark(body: SealedBody): SealMark
  /** A detached signature over the whole file. Two calls may differ; both are valid. */
  sign(ctx: Context, body: SealedBody, file: Buffer, at: Date): Promise<{ signature: Buffer; fingerprint: string }>
  /** Whether a signature is ours and fits the file. */
  verify(db: Db, file: Buffer, signature: Buffer): Promise<SealVerdict>
}

export type SealVerdict =
  | { valid: true; bodyId: string; signer: string; signedAt: Date | null; sample: boolean }
  | { valid: false; reason: 'changed' | 'not-ours' | 'unreadable' }

export const seal: Seal = sampleSeal
