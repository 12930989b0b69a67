/**
 * What a request must have before it can be carried out in one go: its instances and graphs in memory, what needs the sandbox
 * stepped there, and nobody else stepping the same instances. The runner decides when; nothing here commits or answers.
 */
import type pg from 'pg'
import { Loader } from './loader.ts'
import type { DecisionDefinition } from './machine/decisions.ts'
import { type Evaluate, sandboxedDecision } from './machine/evaluate.ts'
import type { Machine } from './machine/machine.ts'
import { plan, sandboxedSteps, type PlannedStep } from './machine/plan.ts'
import type { Request } from './machine/requests.ts'
import { READING_AGAIN_MS, type Sandbox } from './sandbox/pool.ts'
import { definitionsOf, type Key } from './state.ts'
import type { StepResult } from './step.ts'
import { readDecisions } from './store/decisions.ts'
import { readXml } from './store/read.ts'

/** What a request holds while it is prepared: steps taken in the sandbox and the locks on their instances. */
export class Held {
  readonly prepared = new Map<Key, StepResult>()
  readonly unlocks: (() => void)[] = []

  letGo(): void {
    this.prepared.clear()
    for (const unlock of this.unlocks.splice(0)) unlock()
  }
}

export class Preparation {
  /** Instances a sandbox is stepping: everybody else waits for it. */
  private readonly locks = new Map<Key, Promise<void>>()
  private readonly loader: Loader

  constructor(private readonly parts: { machine: Machine; reader: pg.ClientBase; sandbox: Sandbox }) {
    this.loader = new Loader(parts)
  }

  locked(instance: Key): boolean {
    return this.locks.has(instance)
  }

  /** Whether the request can be carried out in one go, now. */
  ready(request: Request): boolean {
    const { machine } = this.parts
    const { instances, definitions } = plan(machine, request)
    return definitions.every((key) => machine.graph(key)) && !sandboxedDecision(machine, request) &&
      instances.every((key) => {
        const instance = machine.instances.get(key)
        return instance && !this.locks.has(key) && definitionsOf(instance).every((each) => machine.graph(each) ?? !machine.isDeployed(each))
      }) && sandboxedSteps(machine, request).length === 0
  }

  /** One thing the request still needs, waited for; false when it needs none. */
  async advance(request: Request, held: Held): Promise<boolean> {
    const { machine } = this.parts
    const { instances, definitions } = plan(machine, request)
    const locked = instances.find((key) => this.locks.has(key) && !held.prepared.has(key))
    if (locked !== undefined) {
      held.letGo() // whoever waits holds nothing, so two requests cannot wait for each other
      return this.locks.get(locked)!.then(() => true)
    }
    const missing = instances.filter((key) => !machine.instances.get(key))
    if (missing.length > 0) return this.loader.load(missing).then(() => true)
    const graphs = [...definitions, ...instances.flatMap((key) => definitionsOf(machine.instances.get(key)!))].filter((key) => !machine.graph(key) && machine.isDeployed(key))
    if (graphs.length > 0) return Promise.all(graphs.map((key) => this.loadGraph(key))).then(() => true)
    const decision = sandboxedDecision(machine, request)
    if (decision) return this.evaluateInSandbox(request as Evaluate, decision).then(() => true)
    const steps = sandboxedSteps(machine, request).filter(({ instance }) => !held.prepared.has(instance.key))
    if (steps.length === 0) return false
    return this.stepInSandbox(steps, held).then(() => true)
  }

  private async stepInSandbox(steps: PlannedStep[], held: Held): Promise<void> {
    for (const { instance } of steps) held.unlocks.push(this.lock(instance.key))
    for (const { instance, command } of steps) {
      held.prepared.set(instance.key, await this.parts.sandbox.step(instance, command, this.parts.machine))
    }
  }

  private loadGraph(key: Key): Promise<void> {
    const { machine, sandbox, reader } = this.parts
    if (!machine.decisions.has(key)) return machine.definitions.load(key, this.readGraphs)
    return machine.decisions.load(key, async () => sandbox.compileDecisions(await readDecisions(reader, key), READING_AGAIN_MS))
  }

  private async evaluateInSandbox(request: Evaluate, decision: DecisionDefinition): Promise<void> {
    const evaluation = await this.parts.sandbox.evaluate(decision, request.variables, this.parts.machine)
    request.evaluated = { decision: decision.key, evaluation }
  }

  private readonly readGraphs = async (key: Key) => this.parts.sandbox.compile(await readXml(this.parts.reader, key), READING_AGAIN_MS)

  private lock(key: Key): () => void {
    const { machine } = this.parts
    let open = () => {}
    this.locks.set(key, new Promise((resolve) => (open = resolve)))
    const jobs = [...machine.instances.get(key)?.jobs.keys() ?? []]
    machine.queues.hold(jobs) // who asks for jobs meanwhile gets others, and does not wait
    return () => {
      this.locks.delete(key)
      machine.queues.release(jobs)
      open()
    }
  }
}
