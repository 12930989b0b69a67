/** Deploying: new versions of what has changed, all of it or nothing. What is the same again keeps its key and version (Zeebe). */
import { reject } from '../commands.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import type { Node, Process } from '../model/types.ts'
import type { Key } from '../state.ts'
import { openStarts } from './begin.ts'
import type { DecisionDefinition, GraphDefinition } from './decisions.ts'
import type { Definition } from './definitions.ts'
import type { Machine } from './machine.ts'
import type { Answer, CompiledResource } from './requests.ts'

export function deploy(machine: Machine, resources: readonly CompiledResource[]): Answer {
  const missing = missingInDeployment(resources)
  if (missing !== '') return { ok: false, rejection: reject('CREATE', 'INVALID_ARGUMENT', `Expected to deploy new resources, but encountered the following errors:\n${missing}`) }
  const deployment = machine.nextKey()
  const definitions = resources.flatMap((resource) => resource.processes.map((process) => deployProcess(machine, deployment, resource, process)))
  const graphs = resources.flatMap((resource) => (resource.decisions ? [deployGraph(machine, deployment, resource, resource.decisions)] : []))
  return { ok: true, answer: 'deployed', key: deployment, definitions, graphs: graphs.map(({ graph }) => graph), decisions: graphs.flatMap(({ decisions }) => decisions) }
}

function deployProcess(machine: Machine, deployment: Key, resource: CompiledResource, process: Process): Definition {
  const latest = machine.definitions.latest(process.id)
  if (latest && latest.checksum === resource.checksum && latest.resourceName === resource.name) return latest
  const version = (latest?.version ?? 0) + 1
  const definition: Definition = { key: machine.nextKey(), bpmnProcessId: process.id, version, resourceName: resource.name, checksum: resource.checksum, deployment, versionTag: process.versionTag }
  machine.definitions.add(definition, process)
  openStarts(machine, definition, process)
  machine.changes.definitions.push({ ...definition, xml: resource.xml })
  return definition
}

interface DeployedGraph { graph: GraphDefinition; decisions: DecisionDefinition[] }

/** The same file again is no new version, unless another file has taken one of its decisions over meanwhile. */
function deployGraph(machine: Machine, deployment: Key, resource: CompiledResource, compiled: DecisionGraph): DeployedGraph {
  const { decisions } = machine
  const drawn = [...compiled.decisions.values()]
  const latest = decisions.latestGraph(compiled.id)
  const same = latest && latest.checksum === resource.checksum && latest.resourceName === resource.name && drawn.every(({ id }) => decisions.latest(id)?.graph === latest.key)
  if (same) return { graph: latest, decisions: drawn.map(({ id }) => decisions.latest(id)!) }
  const graph: GraphDefinition = { key: machine.nextKey(), id: compiled.id, name: compiled.name, version: (latest?.version ?? 0) + 1, resourceName: resource.name, checksum: resource.checksum, deployment }
  decisions.addGraph(graph, compiled)
  machine.changes.graphs.push({ ...graph, xml: resource.xml })
  return {
    graph,
    decisions: drawn.map(({ id, name, versionTag }) => {
      const decision: DecisionDefinition = { key: machine.nextKey(), id, name, version: (decisions.latest(id)?.version ?? 0) + 1, graph: graph.key, deployment, versionTag }
      decisions.add(decision)
      machine.changes.decisions.push(decision)
      return decision
    }),
  }
}

/** What is bound to the deployment must find it there; a computed id is looked for when it is known. */
function missingInDeployment(resources: readonly CompiledResource[]): string {
  const processes = new Set(resources.flatMap((resource) => resource.processes.map((process) => process.id)))
  const decisions = new Set(resources.flatMap((resource) => [...(resource.decisions?.decisions.keys() ?? [])]))
  return resources.map(({ name, processes: drawn }) => {
    const lines = drawn.flatMap((process) => [...process.nodes.values()]).map((node) => missing(node.type === 'multiInstanceBody' ? node.inner : node, processes, decisions))
    return lines.every((line) => line === '') ? '' : `'${name}':\n${lines.join('')}`
  }).join('')
}

function missing(node: Node, processes: ReadonlySet<string>, decisions: ReadonlySet<string>): string {
  const [what, id, known, extension] = node.type === 'callActivity' ? ['process', node.processId, processes, 'calledElement'] as const
    : node.type === 'decisionTask' ? ['decision', node.decisionId, decisions, 'calledDecision'] as const : [null]
  if (!what || !('binding' in node) || node.binding.to !== 'deployment' || id.kind !== 'static' || known.has(id.text)) return ''
  return `- Element: ${node.id} > extensionElements > ${extension}\n    - ERROR: Expected to find ${what} with id '${id.text}' in current deployment, but not found.\n`
}
