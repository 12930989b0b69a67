/**
 * Deploying, all of it or nothing. A deployment in which nothing has changed makes no new versions; with one changed file all of
 * it gets new ones, so that what is bound to a deployment finds everything there (Zeebe 8.6 and later).
 */
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
  const known = knownIn(machine, resources)
  const unchanged = known.size === resources.length
  const all = new Map<CompiledResource, DeployedResource>()
  // what has changed comes first: its keys are the lower ones
  for (const resource of resources) if (!known.has(resource)) all.set(resource, deployResource(machine, deployment, resource))
  for (const [resource, found] of known) all.set(resource, unchanged ? found : deployResource(machine, deployment, resource))
  const definitions = resources.flatMap((resource) => all.get(resource)!.definitions)
  const graphs = resources.flatMap((resource) => all.get(resource)!.graphs)
  return { ok: true, answer: 'deployed', key: deployment, definitions, graphs: graphs.map(({ graph }) => graph), decisions: graphs.flatMap(({ decisions }) => decisions) }
}

interface DeployedResource { definitions: readonly Definition[]; graphs: readonly DeployedGraph[] }

/** The files that are deployed already, just as they are, and as what. */
function knownIn(machine: Machine, resources: readonly CompiledResource[]): Map<CompiledResource, DeployedResource> {
  return new Map(resources.flatMap((resource) => {
    const definitions = resource.processes.map((process) => knownProcess(machine, resource, process))
    const graphs = resource.decisions ? [knownGraph(machine, resource, resource.decisions)] : []
    return [...definitions, ...graphs].every((each) => each !== null) ? [[resource, { definitions, graphs } as DeployedResource] as const] : []
  }))
}

function deployResource(machine: Machine, deployment: Key, resource: CompiledResource): DeployedResource {
  return {
    definitions: resource.processes.map((process) => deployProcess(machine, deployment, resource, process)),
    graphs: resource.decisions ? [deployGraph(machine, deployment, resource, resource.decisions)] : [],
  }
}

function knownProcess(machine: Machine, resource: CompiledResource, process: Process): Definition | null {
  const latest = machine.definitions.latest(process.id)
  return latest && latest.checksum === resource.checksum && latest.resourceName === resource.name && machine.definitions.isNewest(latest) ? latest : null
}

function deployProcess(machine: Machine, deployment: Key, resource: CompiledResource, process: Process): Definition {
  const version = machine.definitions.nextVersion(process.id)
  const definition: Definition = { key: machine.nextKey(), bpmnProcessId: process.id, version, resourceName: resource.name, checksum: resource.checksum, deployment, versionTag: process.versionTag }
  machine.definitions.add(definition, process)
  openStarts(machine, definition, process)
  machine.changes.definitions.push({ ...definition, xml: resource.xml })
  return definition
}

interface DeployedGraph { graph: GraphDefinition; decisions: DecisionDefinition[] }

/** The same file again is no new version, unless another file has taken one of its decisions over meanwhile. */
function knownGraph({ decisions }: Machine, resource: CompiledResource, compiled: DecisionGraph): DeployedGraph | null {
  const latest = decisions.latestGraph(compiled.id)
  const drawn = [...compiled.decisions.keys()].map((id) => decisions.latest(id))
  const same = latest && latest.checksum === resource.checksum && latest.resourceName === resource.name && drawn.every((each) => each?.graph === latest.key)
  return same ? { graph: latest, decisions: drawn as DecisionDefinition[] } : null
}

function deployGraph(machine: Machine, deployment: Key, resource: CompiledResource, compiled: DecisionGraph): DeployedGraph {
  const { decisions } = machine
  const drawn = [...compiled.decisions.values()]
  const latest = decisions.latestGraph(compiled.id)
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
