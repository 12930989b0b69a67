/**
 * Letters are set in a thread of their own: half a second of font work must not hold up the pages of everybody else. The thread is made
 * when first needed, kept, and made anew when it dies; what it was at is then tried again by the outbox.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Context } from '../../context.ts'
import type { LetterDocument } from '../blocks.ts'
import type { Imprint, Rendering } from './render.ts'
import type { PrintOrder, PrintReply } from './thread.ts'

/** A letter of the longest kind takes seconds on a busy machine; one that takes this long never ends. */
const PRINT_MS = 30_000
const MEMORY_MB = 512

interface Waiting { resolve(rendering: Rendering): void; reject(error: Error): void; timer: NodeJS.Timeout }

let thread: Worker | undefined
let orders = 0
const waiting = new Map<number, Waiting>()

/** The PDF of a letter, or the characters no font of this installation has. */
export function print(ctx: Context, document: LetterDocument, imprint: Imprint): Promise<Rendering> {
  const worker = (thread ??= start())
  const id = ++orders
  return new Promise<Rendering>((resolve, reject) => {
    const timer = setTimeout(() => void worker.terminate(), PRINT_MS)
    waiting.set(id, { resolve, reject, timer })
    worker.ref()
    worker.postMessage({ id, document, imprint, fonts: join(ctx.config.dataDir, 'fonts') } satisfies PrintOrder)
  })
}

function start(): Worker {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  worker.on('message', (reply: PrintReply) => {
    const order = take(reply.id)
    if ('error' in reply) order?.reject(new Error(reply.error))
    else order?.resolve(reply.rendering.kind === 'pdf' ? { kind: 'pdf', data: Buffer.from(reply.rendering.data) } : reply.rendering)
    if (waiting.size === 0) worker.unref()
  })
  worker.on('error', (error) => end(worker, error))
  worker.on('exit', (code) => end(worker, new Error(`The press ended (${code}); the letter is set again.`)))
  return worker
}

function take(id: number): Waiting | undefined {
  const order = waiting.get(id)
  waiting.delete(id)
  clearTimeout(order?.timer)
  return order
}

function end(worker: Worker, error: Error): void {
  if (thread !== worker) return
  thread = undefined
  for (const id of [...waiting.keys()]) take(id)?.reject(error)
}
