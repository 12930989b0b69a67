/** Sees when a task stands in an inbox: by the table, since asking over HTTP would be a load of its own. */
import type { Knex } from 'knex'
import { rows } from '../../server/db/pool.ts'

/** How often the inbox is looked at: part of every figure of the way to the next inbox. */
const LOOK_MS = 10

/** Ids may become visible out of order, by as many as there are transactions under way: the last ones are looked at again. */
const AGAIN = 60

/**
 * More than are opened between two looks. With an upper end PostgreSQL takes few rows for granted and so the key; without it it read the whole inbox, half a
 * millisecond of each decision. The ends are selects of their own, so that this is planned once: planning cost more than the look.
 */
const AHEAD = 1_000_000

export interface Item { userTaskKey: string; caseKey: string; elementId: string }

export interface InboxWatch {
  /** Resolves when this step of the case is open in an inbox. */
  task(caseKey: string, elementId: string): Promise<Item>
  stop(): Promise<void>
}

/** Watches the inbox's table for all clients at once, so that the watching costs little of what is measured. */
export function watchInbox(db: Knex): InboxWatch {
  const open = new Map<string, Item>()
  const waiting = new Map<string, (item: Item) => void>()
  let newest = 0
  const look = async (): Promise<void> => {
    const from = newest - AGAIN
    const found = await rows<{ id: string; case_id: string; element_id: string }>(db, "select id, case_id, element_id from task where state = 'open' and id between (select ?::bigint) and (select ?::bigint)", [from, from + AHEAD])
    for (const row of found) {
      newest = Math.max(newest, Number(row.id))
      const name = `${row.case_id}:${row.element_id}`
      const item = { userTaskKey: row.id, caseKey: row.case_id, elementId: row.element_id }
      open.set(name, item)
      waiting.get(name)?.(item)
      waiting.delete(name)
    }
  }
  let stopped = false
  const watching = (async () => {
    while (!stopped) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  })()
  return {
    task: (caseKey, elementId) => {
      const name = `${caseKey}:${elementId}`
      const there = open.get(name)
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.set(name, resolve))
    },
    stop: () => {
      stopped = true
      return watching
    },
  }
}

