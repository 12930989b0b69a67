/** An engine in this process on a test database, with a clock of its own and everything a test asks beside the wire. */
import { status } from '@grpc/grpc-js'
import pg from 'pg'
import { startEngine, type Engine } from '../../../server/engine/engine.ts'
import type { Limits } from '../../../server/engine/limits.ts'
import { addInterval, parseDuration } from '../../../server/engine/model/time.ts'
import { readElements } from '../../../server/engine/store/rows.ts'
import { placeOf } from '../../../server/engine/state.ts'
import { bareClient, wireEngine, type WireEngine } from './wire.ts'

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

/** @param limits the engine's own unless given */
export async function serve(databaseUrl: string, limits?: Limits): Promise<Served> {
  let moved = 0
  const now = () => Date.parse('2026-03-02T00:00:00Z') + moved
  const start = () => startEngine({ databaseUrl, port: 0, now, log: quiet, ...(limits && { limits }) })
  const control = async (line: string): Promise<Record<string, any>> => {
    if (line.startsWith('+')) {
      moved = addInterval(now(), parseDuration(line.slice(1))!) - Date.parse('2026-03-02T00:00:00Z')
      served.engine.poke()
    }
    const [word, argument = ''] = line.split(' ')
    await served.engine.idle()
    switch (word) {
      case 'INCIDENTS': return { incidents: (await served.engine.incidents(argument)).map((each) => ({ ...each, key: String(each.key), jobKey: String(each.job || -1) })) }
      case 'INSTANCES': return { instances: await rows.instances(argument) }
      case 'TRACE': return { trace: await rows.active(argument) }
      case 'VARIABLES': return { variables: [] }
      default: return {}
    }
  }
  const rows = await openRows(databaseUrl)
  const engine = await start()
  const served: Served = {
    engine,
    wire: wireEngine(engine.port, control),
    call: bareClient(engine.port).call,
    restart: async () => {
      await served.wire.close()
      await served.engine.close()
      served.engine = await start()
      served.wire = wireEngine(served.engine.port, control)
      served.call = bareClient(served.engine.port).call
    },
    close: async () => {
      await served.wire.close()
      await served.engine.close()
      await rows.close()
    },
  }
  return served
}

/** What the rows tell beside the protocol: live instances of a process, and the active elements of an instance. */
async function openRows(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  /** Every live element with its process instance: a called one stands in the row of the instance that called. */
  const placed = async () => {
    const { rows } = await client.query<{ key: string; process_key: string; elements: string; bpmn_process_id: string; version: number }>(
      'select i.key, i.process_key, i.elements, p.bpmn_process_id, p.version from engine.instance i join engine.process p on p.key = i.process_key order by i.key')
    return rows.flatMap((row) => {
      const instance = { key: Number(row.key), processKey: Number(row.process_key), bpmnProcessId: row.bpmn_process_id, version: row.version, elements: readElements(row.elements) }
      return [...instance.elements.values()].map((element) => ({ element, place: placeOf(instance, element.key) }))
    })
  }
  return {
    instances: async (processId: string): Promise<string[]> => {
      return (await placed()).filter((each) => each.place.bpmnProcessId === processId && each.place.key === each.element.key).map((each) => String(each.element.key))
    },
    active: async (instance: string) => {
      const own = (await placed()).filter(({ place }) => String(place.key) === instance)
      return own.map(({ element }) => ({ intent: 'ELEMENT_ACTIVATED', elementId: element.elementId, key: String(element.key) }))
    },
    close: () => client.end(),
  }
}

export { status }
