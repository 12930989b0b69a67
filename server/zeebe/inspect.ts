/** Our side of the engine's second service: what its rows hold and its numbers, for operators. Only the embedded engine has it. */
import { fileURLToPath } from 'node:url'
import { Client, credentials, loadPackageDefinition, Metadata, status, type GrpcObject, type ServiceClientConstructor } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { engineError } from './engineError.ts'

export interface Inspection {
  /** What the engine tells of `noun` (see server/engine/operations/read.ts), or undefined: this engine tells nothing, it is a Zeebe. @throws EngineError */
  read<T>(noun: string, filter: object): Promise<T | undefined>
  /** Prometheus' text; undefined for a Zeebe, which has an endpoint of its own. @throws EngineError */
  metrics(): Promise<string | undefined>
  close(): void
}

const PATIENCE_MS = 6_000
const Operations = (loadPackageDefinition(loadSync(fileURLToPath(new URL('./operations.proto', import.meta.url)), { keepCase: true, defaults: true })).tongban_engine as GrpcObject).Operations as ServiceClientConstructor

/** Connects at the first question. @param address host:port of a gateway */
export function connectInspection(address: string): Inspection {
  const client = new Operations(address, credentials.createInsecure(), { 'grpc.max_reconnect_backoff_ms': 2000, 'grpc.max_receive_message_length': -1 }) as Client & Record<string, Function>
  const ask = <A>(call: string, message: object): Promise<A | undefined> => new Promise((resolve, reject) => {
    const deadline = performance.timeOrigin + performance.now() + PATIENCE_MS
    client[call]!(message, new Metadata(), { deadline }, (error: { code: number } | null, answer: A) => {
      if (error?.code === status.UNIMPLEMENTED) resolve(undefined)
      else if (error) reject(engineError(`inspect ${call.toLowerCase()}`, error))
      else resolve(answer)
    })
  })
  return {
    read: async <T>(noun: string, filter: object) => {
      const document = await ask<{ json: string }>('Read', { noun, filter: JSON.stringify(filter) })
      return document && (JSON.parse(document.json) as T)
    },
    metrics: async () => (await ask<{ text: string }>('Metrics', {}))?.text,
    close: () => client.close(),
  }
}
