/** Looking at the rows from outside the machine: for operators and tests, read-only. */
import type pg from 'pg'
import { placeOf, type Incident } from '../state.ts'
import { readElements, readIncident, type IncidentRow } from './rows.ts'

/** Open incidents, oldest first, of one process instance or of all. */
export async function readIncidents(client: pg.ClientBase, processInstanceKey?: string): Promise<(Incident & { processInstanceKey: number; bpmnProcessId: string })[]> {
  const { rows } = await client.query<IncidentRow & { elements: string; bpmn_process_id: string; version: number; process_key: string }>(
    `select n.*, i.elements, i.process_key, p.bpmn_process_id, p.version from engine.incident n
     join engine.instance i on i.key = n.instance_key join engine.process p on p.key = i.process_key order by n.key`)
  const incidents = rows.map((row) => {
    // a called process is an instance of its own, though its elements stand in the row of the one that called
    const place = placeOf({ key: Number(row.instance_key), processKey: Number(row.process_key), bpmnProcessId: row.bpmn_process_id, version: row.version, elements: readElements(row.elements) }, Number(row.element_key))
    return { ...readIncident(row), processInstanceKey: place.key, bpmnProcessId: place.bpmnProcessId }
  })
  return incidents.filter((each) => processInstanceKey === undefined || each.processInstanceKey === Number(processInstanceKey))
}
