/** The engine's second gRPC service, for operators: reading and numbers. On a connection of its own that comes and goes with the database. */
import { fileURLToPath } from 'node:url'
import { status, type sendUnaryData, type ServiceDefinition, type UntypedHandleCall } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import pg from 'pg'
import { readers, type Filter } from './read.ts'

export const operationsService = loadSync(fileURLToPath(new URL('./operations.proto', import.meta.url)), { keepCase: true, defaults: true })['tongban_engine.Operations'] as ServiceDefinition

const PAGE = 50
const LARGEST_PAGE = 1_000
/** A question that takes longer would keep PostgreSQL from the engine's own work. */
const PATIENCE_MS = 5_000

export interface OperationsDoor {
  handlers: Record<string, UntypedHandleCall>
  /** Counts of rows for the metrics; null when the database does not answer. */
  counts(): Promise<Record<string, number> | null>
  metrics(): Promise<string>
  close(): Promise<void>
}

class Unreadable extends Error {}

/** @param metrics makes the numbers' text from counts of rows */
export function operationsDoor(databaseUrl: string, metrics: (rows: Record<string, number> | null) => string): OperationsDoor {
  let connected: Promise<pg.Client> | null = null

  const client = (): Promise<pg.Client> => (connected ??= connect(databaseUrl, () => (connected = null)).catch((error: unknown) => {
    connected = null
    throw error
  }))
  const counts = async (): Promise<Record<string, number> | null> => {
    try {
      const { historySince: _, ...rows } = (await readers.summary!(await client(), { limit: 0 })) as Record<string, number>
      return rows
    } catch {
      return null
    }
  }
  const text = async (): Promise<string> => metrics(await counts())

  return {
    counts,
    metrics: text,
    handlers: {
      Read: answering(async ({ noun, filter }: { noun: string; filter: string }) => ({ json: JSON.stringify(await read(noun, filter, client)) })),
      Metrics: answering(async () => ({ text: await text() })),
    },
    close: async () => {
      await (await connected?.catch(() => null))?.end().catch(() => {})
    },
  }
}

async function read(noun: string, text: string, client: () => Promise<pg.Client>): Promise<unknown> {
  const reader = readers[noun]
  if (!reader) throw new Unreadable(`There is no '${noun}' to read. There are: ${Object.keys(readers).join(', ')}.`)
  const filter = parse(text)
  return reader(await client(), { ...filter, limit: Math.min(Math.max(filter.limit ?? PAGE, 1), LARGEST_PAGE) })
}

function parse(text: string): Filter {
  let filter: Filter
  try {
    filter = (text === '' ? {} : JSON.parse(text)) as Filter
  } catch {
    throw new Unreadable('The filter is no JSON.')
  }
  for (const name of ['instance', 'key', 'after'] as const) {
    if (filter[name] !== undefined && !/^\d{1,18}$/.test(filter[name])) throw new Unreadable(`'${String(filter[name])}' is no key; ${name} is a number of at most 18 digits.`)
  }
  return filter
}

async function connect(databaseUrl: string, lost: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tongban-engine-operations', statement_timeout: PATIENCE_MS, keepAlive: true })
  client.on('error', lost).on('end', lost)
  await client.connect()
  return client
}

function answering<Q, A>(work: (request: Q) => Promise<A>): UntypedHandleCall {
  return (({ request }: { request: Q }, reply: sendUnaryData<A>) => {
    work(request).then(
      (answer) => reply(null, answer),
      (error: Error) => reply({ code: error instanceof Unreadable ? status.INVALID_ARGUMENT : status.UNAVAILABLE, details: error.message.slice(0, 500) }),
    )
  }) as UntypedHandleCall
}
