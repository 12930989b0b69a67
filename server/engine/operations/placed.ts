/**
 * To clients a called process is an instance of its own, but it stands in the row of the outermost one that called: here what is read from
 * rows finds the instance it belongs to, and its way up. Reading only.
 */
import type pg from 'pg'
import { type Called, type Instance, type Key, placeOf } from '../state.ts'
import { readElements } from '../store/rows.ts'

/** As much of a row as tells who called whom; `key` is the outermost instance's. */
type Standing = Called & Pick<Instance, 'key' | 'elements'>
/** The process instance itself, or one that was called within it. */
export type Part = Called & { key: Key }

interface StandingRow { key: string; process_key: string; bpmn_process_id: string; version: number; elements: string }

const STANDING = 'select i.key, i.process_key, i.elements, p.bpmn_process_id, p.version from engine.instance i join engine.process p on p.key = i.process_key'

const standing = (row: StandingRow): Standing => ({
  key: Number(row.key), processKey: Number(row.process_key), bpmnProcessId: row.bpmn_process_id, version: row.version, elements: readElements(row.elements),
})

/** The open instance with this key and the row it stands in; null when there is none. Only a called one costs a look through all rows. */
export async function locate(client: pg.ClientBase, key: string): Promise<{ around: Standing; part: Part } | null> {
  const own = await client.query<StandingRow>(`${STANDING} where i.key = $1`, [key])
  const found = own.rows[0] ?? (await client.query<StandingRow>(`${STANDING} where i.elements like '%"key":' || $1::bigint || ',%'`, [key])).rows[0]
  if (!found) return null
  const around = standing(found)
  const part = placeOf(around, Number(key))
  return part.key === Number(key) ? { around, part } : null
}

export interface Caller { instance: string; processId: string; processKey: string; element: string; elementId: string }

/** Where a called instance was called; null for the outermost. */
export function callerOf(around: Standing, part: Part): Caller | null {
  const call = around.elements.get(around.elements.get(part.key)?.scope ?? 0)
  if (!call) return null
  const place = placeOf(around, call.key)
  return { instance: String(place.key), processId: place.bpmnProcessId, processKey: String(place.processKey), element: String(call.key), elementId: call.elementId }
}

export interface Call { instance: string; processId: string; version: number; /** open in it and in what it calls */ incidents: number }

/** The instance a call activity is waiting for; null when the element calls nothing. */
export function callOf(instance: Instance, element: Key): Call | null {
  const root = [...instance.elements.values()].find(({ scope, called }) => called && scope === element)
  if (!root?.called) return null
  const inside = (key: Key): boolean => key === root.key || (instance.elements.has(key) && inside(instance.elements.get(key)!.scope))
  return { instance: String(root.key), processId: root.called.bpmnProcessId, version: root.called.version, incidents: [...instance.incidents.values()].filter((each) => inside(each.element)).length }
}

/** Rows that name an element, each with its process instance in place of the outermost, which becomes its `root`. */
export async function placed(client: pg.ClientBase, rows: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  const callers = await client.query<StandingRow>(`${STANDING} where i.key = any($1::bigint[]) and i.elements like '%"called":%'`, [[...new Set(rows.map(({ instance }) => instance))]])
  const known = new Map(callers.rows.map((row) => [row.key, standing(row)]))
  return rows.map((row) => {
    const root = String(row.instance)
    const around = known.get(root)
    if (!around) return { ...row, root }
    const part = placeOf(around, Number(row.element))
    return { ...row, root, instance: String(part.key), processId: part.bpmnProcessId, processKey: String(part.processKey) }
  })
}

/** How rows of one process instance are found: by the row it stands in and, where something is called within that, its elements. */
export async function within(client: pg.ClientBase, key: string | undefined): Promise<{ row: string | null; elements: string[] | null }> {
  const found = key === undefined ? null : await locate(client, key)
  if (!found) return { row: key ?? null, elements: null }
  const all = [...found.around.elements.keys()]
  const mine = all.filter((each) => placeOf(found.around, each).key === found.part.key)
  return { row: String(found.around.key), elements: mine.length === all.length ? null : mine.map(String) }
}
