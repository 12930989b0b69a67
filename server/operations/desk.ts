/**
 * The operators' connections to the engines: reading from the embedded one's rows, commands to any. Opened at the first question,
 * apart from the server's own workers, so that pages and command line work alike.
 */
import type { Context } from '../context.ts'
import { refuse, type Refusal } from '../errors.ts'
import { addressOf, connectEngine, connectInspection, EngineError, enginesNeeded, type EngineClient, type EngineName, type Inspection } from '../zeebe/service.ts'
import { namesOf } from './words.ts'

export interface Desk {
  /** Engines of this installation: the one for new cases first, then any on which cases are still open. */
  engines(): Promise<EngineName[]>
  /** Undefined: this engine lets nobody read it (a Zeebe). @throws Refusal engine-away */
  read<T>(engine: EngineName, noun: string, filter?: object): Promise<T | undefined>
  /** Names as a deployed diagram draws them, by element id and process id; empty where the engine does not tell. Diagrams never change, so each is read once. */
  names(engine: EngineName, processKey: string): Promise<ReadonlyMap<string, string>>
  metrics(engine: EngineName): Promise<string | undefined>
  /** Runs a command. @throws Refusal engine-away, engine-gone, engine-refused, engine-unsure */
  command(engine: EngineName, work: (client: EngineClient) => Promise<void>): Promise<void>
  close(): Promise<void>
}

const MOST_DIAGRAMS = 500

interface Line { client: EngineClient; inspection: Inspection }

export function openDesk(ctx: Context): Desk {
  const lines = new Map<EngineName, Line>()
  const line = (engine: EngineName): Line => {
    const known = lines.get(engine)
    if (known) return known
    const address = addressOf(ctx.config, engine)
    if (address === null) throw refuse('engine-away', { engine })
    const made = { client: connectEngine(engine, address), inspection: connectInspection(address) }
    lines.set(engine, made)
    return made
  }
  const read = <T>(engine: EngineName, noun: string, filter: object = {}): Promise<T | undefined> => asked(engine, () => line(engine).inspection.read<T>(noun, filter))
  const named = new Map<string, ReadonlyMap<string, string>>()
  return {
    read,
    names: async (engine, processKey) => {
      const known = named.get(`${engine} ${processKey}`)
      if (known) return known
      const diagram = await read<{ xml: string }>(engine, 'diagram', { key: processKey })
      const names = namesOf(diagram?.xml ?? '')
      if (named.size >= MOST_DIAGRAMS) named.clear()
      named.set(`${engine} ${processKey}`, names)
      return names
    },
    engines: async () => {
      const { preferred, names } = await enginesNeeded(ctx.db, ctx.config)
      return [preferred, ...names.filter((name) => name !== preferred)]
    },
    metrics: (engine) => asked(engine, () => line(engine).inspection.metrics()),
    command: (engine, work) => asked(engine, () => work(line(engine).client)),
    close: async () => {
      for (const { client, inspection } of lines.values()) {
        inspection.close()
        await client.close()
      }
    },
  }
}

async function asked<T>(engine: EngineName, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof EngineError ? refusalOf(engine, error) : error
  }
}

/** In the engine's own words where it said any. */
function refusalOf(engine: EngineName, { kind, call, message }: EngineError): Refusal {
  const detail = message.replace(`${call}: `, '')
  switch (kind) {
    case 'gone': return refuse('engine-gone', { detail })
    case 'refused': case 'not-active': case 'exists': return refuse('engine-refused', { detail })
    case 'not-sent': return refuse('engine-away', { engine })
    case 'unknown': return /^(inspect|topology)/.test(call) ? refuse('engine-away', { engine }) : refuse('engine-unsure', { detail })
    default: return kind satisfies never
  }
}
