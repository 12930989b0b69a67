/**
 * The way out for short messages. This installation has no contract with a provider, so they are appended to a file that a gateway
 * can tail (DATA_DIR/sms.jsonl); a provider's adapter has the same shape. A message may be written twice after a crash: `id` tells.
 */
import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'

export interface Sms { id: string; phone: string; text: string; at: Date }

export async function smsSink(ctx: Context, sms: Sms): Promise<void> {
  await mkdir(ctx.config.dataDir, { recursive: true })
  await appendFile(join(ctx.config.dataDir, 'sms.jsonl'), `${JSON.stringify(sms)}\n`, { mode: 0o600 })
}
