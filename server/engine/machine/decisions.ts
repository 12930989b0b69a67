/** Deployed decision graphs and their decisions by key, id and version, and the compiled graphs, of which the recently used stay in memory. */
import type { DecisionGraph } from '../decisions/types.ts'
import type { Binding } from '../model/types.ts'
import type { Key } from '../state.ts'
import type { Deployed, FoundDecision } from '../work.ts'

/** A DMN file as it was deployed ("decision requirements" in Zeebe's words). */
export interface GraphDefinition {
  readonly key: Key
  readonly id: string
  readonly name: string
  readonly version: number
  readonly resourceName: string
  readonly checksum: string
  readonly deployment: Key
}

/** With its text, as it is stored. In memory only the graph is kept. */
export interface StoredGraph extends GraphDefinition { readonly xml: string }

export interface DecisionDefinition {
  readonly key: Key
  readonly id: string
  readonly name: string
  /** Counted for each decision id by itself. */
  readonly version: number
  /** The key of its graph. */
  readonly graph: Key
  readonly deployment: Key
  readonly versionTag: string | null
}

/** A table of a megabyte takes some megabytes when compiled. */
const MAX_COMPILED = 50

export class Decisions {
  private readonly graphs = new Map<Key, GraphDefinition>()
  private readonly latestGraphs = new Map<string, GraphDefinition>()
  private readonly byKey = new Map<Key, DecisionDefinition>()
  private readonly byId = new Map<string, DecisionDefinition[]>()
  private readonly byGraph = new Map<Key, DecisionDefinition[]>()
  private readonly compiled = new Map<Key, DecisionGraph>()

  addGraph(definition: GraphDefinition, graph?: DecisionGraph): void {
    this.graphs.set(definition.key, definition)
    if ((this.latestGraphs.get(definition.id)?.version ?? 0) < definition.version) this.latestGraphs.set(definition.id, definition)
    if (graph) this.keep(definition.key, graph)
  }

  add(decision: DecisionDefinition): void {
    this.byKey.set(decision.key, decision)
    this.byGraph.set(decision.graph, [...(this.byGraph.get(decision.graph) ?? []), decision])
    this.byId.set(decision.id, [...(this.byId.get(decision.id) ?? []), decision].sort((a, b) => a.version - b.version))
  }

  /** A graph with all its decisions; the versions before them are the latest again. */
  remove(graph: Key): void {
    const definition = this.graphs.get(graph)
    if (!definition) return
    this.graphs.delete(graph)
    this.compiled.delete(graph)
    this.latestGraphs.delete(definition.id)
    for (const each of this.graphs.values()) if (each.id === definition.id) this.addGraph(each)
    for (const { key, id } of this.of(graph)) {
      this.byKey.delete(key)
      const left = this.byId.get(id)!.filter((each) => each.key !== key)
      if (left.length > 0) this.byId.set(id, left)
      else this.byId.delete(id)
    }
    this.byGraph.delete(graph)
  }

  /** Whether the key is a graph's. */
  has(graph: Key): boolean {
    return this.graphs.has(graph)
  }

  graphDefinition(key: Key): GraphDefinition | undefined {
    return this.graphs.get(key)
  }

  latestGraph(id: string): GraphDefinition | undefined {
    return this.latestGraphs.get(id)
  }

  byDecisionKey(key: Key): DecisionDefinition | undefined {
    return this.byKey.get(key)
  }

  latest(id: string): DecisionDefinition | undefined {
    return this.byId.get(id)?.at(-1)
  }

  /** Those of one graph. */
  of(graph: Key): readonly DecisionDefinition[] {
    return this.byGraph.get(graph) ?? []
  }

  /** @param deployment the one the calling process came with */
  bound(id: string, binding: Binding, deployment: Key): DecisionDefinition | undefined {
    const versions = this.byId.get(id) ?? []
    switch (binding.to) {
      case 'latest': return versions.at(-1)
      case 'deployment': return versions.find((each) => each.deployment === deployment)
      case 'versionTag': return versions.findLast((each) => each.versionTag === binding.tag)
    }
  }

  /** What business rule tasks ask of it, graphs aside. */
  asDeployed(deploymentOf: (process: Key) => Key): Pick<Deployed, 'decision'> {
    return {
      decision: (id, binding, caller): FoundDecision | null => {
        const found = this.bound(id, binding, deploymentOf(caller))
        return found ? { id: found.id, graph: found.graph } : null
      },
    }
  }

  all(): readonly DecisionDefinition[] {
    return [...this.byKey.values()]
  }

  /** The graph, when it is in memory. */
  graph(key: Key): DecisionGraph | undefined {
    const graph = this.compiled.get(key)
    if (graph) this.keep(key, graph)
    return graph
  }

  /** Brings the graph into memory. It was accepted once, so a failure now is a bug and thrown. */
  async load(key: Key, read: (key: Key) => Promise<DecisionGraph>): Promise<void> {
    if (this.graphs.has(key) && !this.compiled.has(key)) this.keep(key, await read(key))
  }

  private keep(key: Key, graph: DecisionGraph): void {
    this.compiled.delete(key)
    this.compiled.set(key, graph)
    if (this.compiled.size > MAX_COMPILED) this.compiled.delete(this.compiled.keys().next().value!)
  }
}
