/** Deployed processes by key, id and version, and their compiled graphs, of which the recently used stay in memory. */
import type { Binding, Process } from '../model/types.ts'
import { type Key, NONE } from '../state.ts'
import type { Deployed } from '../work.ts'

export interface Definition {
  readonly key: Key
  readonly bpmnProcessId: string
  readonly version: number
  readonly resourceName: string
  readonly checksum: string
  /** The deployment it came with. */
  readonly deployment: Key
  readonly versionTag: string | null
}

/** A definition with its diagram, as it is stored. In memory only the graph is kept. */
export interface StoredDefinition extends Definition {
  readonly xml: string
}

/** A graph of a large diagram takes a few megabytes. */
const MAX_COMPILED = 200

export class Definitions {
  private readonly byKey = new Map<Key, Definition>()
  private readonly byId = new Map<string, Definition[]>()
  /** The highest version there ever was: a deleted one's number is not given again (Zeebe). */
  private readonly versions = new Map<string, number>()
  private readonly compiled = new Map<Key, Process>()

  add(definition: Definition, process?: Process): void {
    this.byKey.set(definition.key, definition)
    this.counted(definition.bpmnProcessId, definition.version)
    this.byId.set(definition.bpmnProcessId, [...(this.byId.get(definition.bpmnProcessId) ?? []), definition].sort((a, b) => a.version - b.version))
    if (process) this.keep(definition.key, process)
  }

  /** Of a version that is not there any more. */
  counted(bpmnProcessId: string, version: number): void {
    this.versions.set(bpmnProcessId, Math.max(version, this.versions.get(bpmnProcessId) ?? 0))
  }

  remove({ key, bpmnProcessId }: Definition): void {
    this.byKey.delete(key)
    this.compiled.delete(key)
    const left = (this.byId.get(bpmnProcessId) ?? []).filter((each) => each.key !== key)
    if (left.length > 0) this.byId.set(bpmnProcessId, left)
    else this.byId.delete(bpmnProcessId)
  }

  nextVersion(bpmnProcessId: string): number {
    return (this.versions.get(bpmnProcessId) ?? 0) + 1
  }

  /** Whether the version is the last that was deployed; a latest one that others have been deleted after is not recognised when it comes again (Zeebe). */
  isNewest({ bpmnProcessId, version }: Definition): boolean {
    return this.versions.get(bpmnProcessId) === version
  }

  /** The version before this one. */
  before({ bpmnProcessId, version }: Definition): Definition | undefined {
    return this.byId.get(bpmnProcessId)?.findLast((each) => each.version < version)
  }

  byDefinitionKey(key: Key): Definition | undefined {
    return this.byKey.get(key)
  }

  latest(bpmnProcessId: string): Definition | undefined {
    return this.byId.get(bpmnProcessId)?.at(-1)
  }

  version(bpmnProcessId: string, version: number): Definition | undefined {
    return this.byId.get(bpmnProcessId)?.find((each) => each.version === version)
  }

  /** The definition a call or decision binds to, seen from the definition `caller`. */
  bound(bpmnProcessId: string, binding: Binding, caller: Key): Definition | undefined {
    const versions = this.byId.get(bpmnProcessId) ?? []
    switch (binding.to) {
      case 'latest': return versions.at(-1)
      case 'deployment': return versions.find((each) => each.deployment === this.byKey.get(caller)?.deployment)
      case 'versionTag': return versions.findLast((each) => each.versionTag === binding.tag)
    }
  }

  /** What call activities ask of it, graphs aside. */
  asDeployed(): Pick<Deployed, 'find' | 'deploymentOf' | 'definition'> {
    return {
      find: (id, binding, caller) => {
        const found = this.bound(id, binding, caller)
        return found ? { processKey: found.key, bpmnProcessId: id, version: found.version } : null
      },
      definition: (key) => {
        const found = this.byKey.get(key)
        return found ? { processKey: key, bpmnProcessId: found.bpmnProcessId, version: found.version } : null
      },
      deploymentOf: (key) => this.byKey.get(key)?.deployment ?? NONE,
    }
  }

  all(): readonly Definition[] {
    return [...this.byKey.values()]
  }

  /** The graph, when it is in memory. */
  process(key: Key): Process | undefined {
    const process = this.compiled.get(key)
    if (process) this.keep(key, process)
    return process
  }

  /** Brings the graph into memory. `read` gives the processes of the stored diagram; it was accepted once, so a failure now is a bug and thrown. */
  async load(key: Key, read: (key: Key) => Promise<readonly Process[]>): Promise<void> {
    const definition = this.byKey.get(key)
    if (!definition || this.compiled.has(key)) return
    const process = (await read(key)).find((each) => each.id === definition.bpmnProcessId)
    if (!process) throw new Error(`Stored process ${key} does not hold ${definition.bpmnProcessId}`)
    this.keep(key, process)
  }

  private keep(key: Key, process: Process): void {
    this.compiled.delete(key)
    this.compiled.set(key, process)
    if (this.compiled.size > MAX_COMPILED) this.compiled.delete(this.compiled.keys().next().value!)
  }
}
