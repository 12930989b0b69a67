/**
 * Diagram -> executable processes. Every element is compiled by the one function of its kind (nodes.ts, events.ts);
 * what the engine does not carry is refused here, all of it at once, with element id and name.
 */
import { attribute, extension } from './extensions.ts'
import { Findings } from './findings.ts'
import { InvalidDiagram, type Problem } from './problem.ts'
import { readDiagram, type Moddle } from './read.ts'
import { buildScope, connect } from './scopes.ts'
import { checkProcess } from './check.ts'
import type { Flow, Node, Process } from './types.ts'

/** The executable processes of a file. @throws InvalidDiagram with all problems */
export async function compile(xml: string): Promise<Process[]> {
  return compileDefinitions(await readDiagram(xml))
}

/** As `compile`, from a tree that is read already (the modeler has one). */
export function compileDefinitions(definitions: Moddle): Process[] {
  const roots = (definitions.rootElements as Moddle[] | undefined) ?? []
  const executable = roots.filter((root) => root.$type === 'bpmn:Process' && root.isExecutable === true)
  const problems: Problem[] = []
  if (executable.length === 0) {
    problems.push({ elementId: null, elementName: '', message: 'Must contain at least one executable process. Set Executable on the process.' })
  }
  const processes = executable.map((element) => compileProcess(element, problems))
  if (problems.length > 0) throw new InvalidDiagram(problems)
  return processes
}

/** What binds to something deployed. */
const CALLING: ReadonlySet<Node['type']> = new Set(['callActivity', 'decisionTask'])

function compileProcess(element: Moddle, problems: Problem[]): Process {
  const findings = new Findings(problems)
  const nodes = new Map<string, Node>()
  const flows = new Map<string, Flow>()
  const root = buildScope(element, null, 1, { nodes, findings })
  connect(element, { nodes, flows, findings })
  const process: Process = { id: element.id ?? '', name: element.name ?? '', root, nodes, flows, calls: [...nodes.values()].some((node) => CALLING.has((node.type === 'multiInstanceBody' ? node.inner : node).type)), versionTag: attribute(extension(element, 'zeebe:VersionTag'), 'value') || null, needsSandbox: findings.sandboxed }
  checkProcess(process, findings)
  for (const node of nodes.values()) Object.freeze(node.type === 'multiInstanceBody' ? Object.freeze(node.inner) && node : node)
  for (const flow of flows.values()) Object.freeze(flow)
  return Object.freeze(process)
}
