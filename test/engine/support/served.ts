/** An engine in this process on a test database, with a clock of its own and everything a test asks beside the wire. */
import { status, credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js'
import { startEngine, type Engine } from '../../../server/engine/engine.ts'
import { service, SERVICE } from '../../../server/engine/gateway/protocol.ts'
import { addInterval, parseDuration } from '../../../server/engine/model/time.ts'
import { wireEngine, type WireEngine } from './wire.ts'

const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }

export interface Served {
  engine: Engine
  wire: WireEngine
  /** Any call of the protocol, as the wire has it. */
  call(name: string, message: object): Promise<any>
  /** The engine ends in order and starts again from its rows; `wire` and `call` go on with the new one. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function serve(databaseUrl: string): Promise<Served> {
  let moved = 0
  const now = () => Date.parse('2026-03-02T00:00:00Z') + moved
  const start = () => startEngine({ databaseUrl, port: 0, now, log: quiet })
  const control = async (line: string): Promise<Record<string, any>> => {
    if (line.startsWith('+')) {
      moved = addInterval(now(), parseDuration(line.slice(1))!) - Date.parse('2026-03-02T00:00:00Z')
      served.engine.poke()
    }
    if (line.startsWith('TRACE')) return { trace: [] }
    if (line.startsWith('VARIABLES')) return { variables: [] }
    await served.engine.idle()
    if (!line.startsWith('INCIDENTS')) return {}
    const incidents = await served.engine.incidents(line.split(' ')[1])
    return { incidents: incidents.map((each) => ({ ...each, key: String(each.key), jobKey: String(each.job || -1) })) }
  }
  const engine = await start()
  const served: Served = {
    engine,
    wire: wireEngine(engine.port, control),
    call: rawClient(engine.port),
    restart: async () => {
      await served.wire.close()
      await served.engine.close()
      served.engine = await start()
      served.wire = wireEngine(served.engine.port, control)
      served.call = rawClient(served.engine.port)
    },
    close: async () => {
      await served.wire.close()
      await served.engine.close()
    },
  }
  return served
}

function rawClient(port: number) {
  const Client = makeGenericClientConstructor(service, SERVICE)
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Record<string, any>
  return (name: string, message: object) =>
    new Promise((resolve, reject) => {
      if (name !== 'ActivateJobs') return client[name](message, (error: ServiceError | null, answer: unknown) => (error ? reject(error) : resolve(answer)))
      const jobs: unknown[] = []
      client[name](message).on('data', (answer: { jobs: unknown[] }) => jobs.push(...answer.jobs)).on('end', () => resolve(jobs)).on('error', reject)
    })
}

export { status }
