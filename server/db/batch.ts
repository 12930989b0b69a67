/**
 * Statements that are sent in one turn of the event loop travel together: one write to the socket, one Sync, one answer. Each
 * system call and each waking of the other side costs more than most statements do (PostgreSQL protocol, "Pipelining").
 * After one of them fails PostgreSQL skips the rest of the batch, so the rest fails with the same error.
 */
import pg from 'pg'
import utils from 'pg/lib/utils.js'
import type { Statement } from './statement.ts'

export interface Answer {
  rows: unknown[]
  /** Rows changed or found; 0 where the command has no such number. */
  rowCount: number
  /** INSERT, SELECT, COMMIT … */
  command: string
}

interface Entry extends Answer {
  statement: Statement
  values: unknown[]
  columns: Column[]
  resolve(answer: Answer): void
  reject(error: unknown): void
}

interface Column { name: string; parse(text: string): unknown }

/** pg's connection object, as its query objects use it. */
interface Wire {
  stream: { cork(): void; uncork(): void }
  parse(query: { name: string; text: string; types: number[] }): void
  bind(query: { statement: string; values: unknown[] }): void
  describe(what: { type: 'P'; name: string }): void
  execute(portal: object): void
  close(what: { type: 'S'; name: string }): void
  sync(): void
}

/**
 * What a connection knows of a statement: its columns; `asked`, parsed in a batch that has not been answered; `doubtful`, parsed in one
 * that failed. A prepared statement never changes its columns, so they are asked for once.
 */
type Prepared = Column[] | 'asked' | 'doubtful'
const prepared = new WeakMap<Wire, Map<string, Prepared>>()
const gathering = new WeakMap<pg.Client, Batch>()

/** Adds a statement to what leaves with this turn's end. */
export function gather(client: pg.Client, statement: Statement, values: unknown[]): Promise<Answer> {
  const ready = values.map((value) => utils.prepareValue(value)) // what cannot be sent fails here and spoils nothing
  return new Promise((resolve, reject) => {
    const batch = gathering.get(client) ?? leaveSoon(client)
    batch.entries.push({ statement, values: ready, columns: [], rows: [], rowCount: 0, command: '', resolve, reject })
  })
}

function leaveSoon(client: pg.Client): Batch {
  const batch = new Batch()
  gathering.set(client, batch)
  process.nextTick(() => {
    gathering.delete(client)
    client.query(batch)
  })
  return batch
}

/** In pg's eyes one query: it speaks for itself on the connection and is told of every message until the next is ready. */
class Batch extends pg.Query {
  readonly entries: Entry[] = []
  private at = 0
  private known: Map<string, Prepared> = new Map()

  constructor() {
    super('')
  }

  override submit = (connection: pg.Connection): void => {
    const wire = connection as unknown as Wire
    this.known = prepared.get(wire) ?? new Map<string, Prepared>()
    prepared.set(wire, this.known)
    wire.stream.cork()
    for (const entry of this.entries) this.write(wire, entry)
    wire.sync()
    wire.stream.uncork()
  }

  private write(wire: Wire, entry: Entry): void {
    const { statement: { name, text }, values } = entry
    const state = this.known.get(name)
    if (state === 'doubtful') wire.close({ type: 'S', name })
    if (state === undefined || state === 'doubtful') {
      wire.parse({ name, text, types: [] })
      this.known.set(name, 'asked')
    }
    wire.bind({ statement: name, values })
    if (Array.isArray(state)) entry.columns = state
    else wire.describe({ type: 'P', name: '' })
    wire.execute({})
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.entries[this.at]!.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: pg.types.getTypeParser(dataTypeID, 'text') }))
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { columns, rows } = this.entries[this.at]!
    const row: Record<string, unknown> = {}
    for (let i = 0; i < columns.length; i++) {
      const text = fields[i]
      row[columns[i]!.name] = text === null || text === undefined ? null : columns[i]!.parse(text)
    }
    rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const entry = this.entries[this.at++]!
    const [command, ...counts] = text.split(' ')
    entry.command = command!
    entry.rowCount = Number(counts.at(-1) ?? 0)
    this.known.set(entry.statement.name, entry.columns)
  }

  /** Not before: outside a transaction it is the Sync that commits. */
  handleReadyForQuery(): void {
    for (const entry of this.entries) entry.resolve(entry)
  }

  handleError(error: unknown): void {
    const done = this.entries.slice(0, this.at)
    const undone = this.entries.slice(this.at)
    for (const { statement: { name } } of undone) if (!Array.isArray(this.known.get(name))) this.known.set(name, 'doubtful')
    for (const entry of done) entry.resolve(entry)
    for (const { reject } of undone) reject(error)
  }

  handleEmptyQuery(): void {
    this.at++
  }

  handlePortalSuspended(): void {
    // no statement asks for a part of its rows
  }
}
