/** Looking at the rows from outside the machine: for operators and tests, read-only. */
import type pg from 'pg'
import type { Incident } from '../state.ts'
import { readIncident, type IncidentRow } from './rows.ts'

/** Open incidents, oldest first, of one process instance or of all. */
export async function readIncidents(client: pg.ClientBase, processInstanceKey?: string): Promise<(Incident & { processInstanceKey: number; bpmnProcessId: string })[]> {
  const { rows } = await client.query<IncidentRow & { bpmn_process_id: string }>(
    `select n.*, p.bpmn_process_id from engine.incident n
     join engine.instance i on i.key = n.instance_key join engine.process p on p.key = i.process_key
     where $1::bigint is null or n.instance_key = $1 order by n.key`, [processInstanceKey ?? null])
  return rows.map((row) => ({ ...readIncident(row), processInstanceKey: Number(row.instance_key), bpmnProcessId: row.bpmn_process_id }))
}
