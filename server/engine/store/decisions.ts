/** Rows of deployed decision graphs and their decisions, and of what was deleted of them and of processes. */
import type pg from 'pg'
import type { Changes } from '../machine/changes.ts'
import type { Machine } from '../machine/machine.ts'
import type { Key } from '../state.ts'
import { storable } from './rows.ts'

/** The argument of engine.commit_decisions; null when none were deployed and nothing was deleted. */
export function decisionsArgument({ graphs, decisions, processesGone, graphsGone }: Changes): string | null {
  if (graphs.length + processesGone.length + graphsGone.length === 0) return null
  return JSON.stringify({
    processes_gone: processesGone, graphs_gone: graphsGone,
    graphs: graphs.map(({ key, id, name, version, resourceName, checksum, deployment, xml }) => ({ key, graph_id: storable(id), name: storable(name), version, resource_name: storable(resourceName), checksum, deployment_key: deployment, xml })),
    decisions: decisions.map(({ key, id, name, version, graph, versionTag }) => ({ key, decision_id: storable(id), name: storable(name), version, graph_key: graph, version_tag: versionTag && storable(versionTag) })),
  })
}

interface GraphRow { key: string; graph_id: string; name: string; version: number; resource_name: string; checksum: string; deployment_key: string }
interface DecisionRow { key: string; decision_id: string; name: string; version: number; graph_key: string; version_tag: string | null; deployment_key: string }

export async function recoverDecisions(client: pg.ClientBase, machine: Machine): Promise<void> {
  const { rows: graphs } = await client.query<GraphRow>('select key, graph_id, name, version, resource_name, checksum, deployment_key from engine.decision_graph order by key')
  for (const row of graphs) {
    machine.decisions.addGraph({ key: Number(row.key), id: row.graph_id, name: row.name, version: row.version, resourceName: row.resource_name, checksum: row.checksum, deployment: Number(row.deployment_key) })
  }
  const { rows: decisions } = await client.query<DecisionRow>(
    'select d.key, d.decision_id, d.name, d.version, d.graph_key, d.version_tag, g.deployment_key from engine.decision d join engine.decision_graph g on g.key = d.graph_key order by d.key')
  for (const row of decisions) {
    machine.decisions.add({ key: Number(row.key), id: row.decision_id, name: row.name, version: row.version, graph: Number(row.graph_key), deployment: Number(row.deployment_key), versionTag: row.version_tag })
  }
}

/** The text of a graph. */
export async function readDecisions(client: pg.ClientBase, key: Key): Promise<string> {
  const { rows: [row] } = await client.query<{ xml: string }>('select xml from engine.decision_graph where key = $1', [key])
  if (!row) throw new Error(`Decision graph ${key} has no row`)
  return row.xml
}
