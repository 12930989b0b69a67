/** The press's side of the thread: sets one letter at a time and answers with its PDF. */
import { parentPort } from 'node:worker_threads'
import type { LetterDocument } from '../blocks.ts'
import { loadFaces } from './fonts.ts'
import { renderPdf, type Imprint, type Rendering } from './render.ts'

export interface PrintOrder { id: number; document: LetterDocument; imprint: Imprint; fonts: string }
export type PrintReply = { id: number; rendering: Rendering } | { id: number; error: string }

parentPort!.on('message', async ({ id, document, imprint, fonts }: PrintOrder) => {
  try {
    parentPort!.postMessage({ id, rendering: await renderPdf(document, imprint, loadFaces(fonts)) } satisfies PrintReply)
  } catch (error) {
    parentPort!.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies PrintReply)
  }
})
