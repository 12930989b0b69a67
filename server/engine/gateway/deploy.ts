/** Resources of a deployment, read and compiled before the engine sees them; refused whole, with every problem of every file. */
import { createHash } from 'node:crypto'
import type { CompiledResource } from '../machine/requests.ts'
import { describe, InvalidDiagram } from '../model/problem.ts'
import { MAX_BYTES } from '../model/limits.ts'
import { BadRequest } from './status.ts'
import { text } from './arguments.ts'
import type { Compile } from './calls/call.ts'

export interface Resource { name: string; content: Buffer }

/** @throws BadRequest in Zeebe's words */
export async function compileResources(resources: readonly Resource[], compilers: Compile): Promise<CompiledResource[]> {
  if (resources.length === 0) throw refusal('Expected to deploy at least one resource, but none given')
  const compiled: CompiledResource[] = []
  const problems: string[] = []
  for (const resource of resources) {
    const result = await compileOne(resource, compilers)
    if (typeof result === 'string') problems.push(result)
    else compiled.push(result)
  }
  problems.push(...duplicates(compiled))
  if (problems.length > 0) throw refusal(`Expected to deploy new resources, but encountered the following errors:\n${problems.join('\n')}`)
  return compiled
}

function refusal(reason: string): BadRequest {
  return new BadRequest(`Command 'CREATE' rejected with code 'INVALID_ARGUMENT': ${reason}`)
}

async function compileOne({ name, content }: Resource, compilers: Compile): Promise<CompiledResource | string> {
  text(name, 'name')
  const decides = /\.dmn$/i.test(name)
  if (!decides && !/\.(bpmn|bpmn20\.xml|xml)$/i.test(name)) return `'${name}': only BPMN diagrams and DMN decisions are carried; name the file .bpmn or .dmn`
  if (content.length > MAX_BYTES) return `'${name}': A file may have ${MAX_BYTES} bytes, this one has ${content.length}. Split it.`
  try {
    const xml = new TextDecoder('utf-8', { fatal: true }).decode(content)
    const checksum = createHash('sha256').update(content).digest('hex')
    if (decides) return { name, xml, checksum, processes: [], decisions: await compilers.compileDecisions(xml) }
    return { name, xml, checksum, processes: await compilers.compile(xml) }
  } catch (error) {
    if (error instanceof InvalidDiagram) return `'${name}': ${error.problems.map(describe).join('\n')}\n`
    if (error instanceof TypeError) return `'${name}': the file is not UTF-8`
    throw error
  }
}

function duplicates(resources: readonly CompiledResource[]): string[] {
  const seen = new Map<string, string>()
  const found: string[] = []
  for (const { name, processes } of resources) {
    for (const { id } of processes) {
      const other = seen.get(id)
      if (other !== undefined) found.push(`Duplicated process id in resources '${other}' and '${name}'`)
      seen.set(id, name)
    }
  }
  return [...found, ...duplicateDecisions(resources)]
}

/** In Zeebe's words. */
function duplicateDecisions(resources: readonly CompiledResource[]): string[] {
  const [graphs, seen] = [new Map<string, string>(), new Map<string, string>()]
  const found: string[] = []
  for (const { name, decisions } of resources) {
    if (!decisions) continue
    const told = (what: string, id: string, other: string) => `Expected the ${what} ids to be unique within a deployment but found a duplicated id '${id}' in the resources '${other}' and '${name}'.`
    const other = graphs.get(decisions.id)
    if (other !== undefined) found.push(told('decision requirements', decisions.id, other))
    graphs.set(decisions.id, name)
    for (const id of decisions.decisions.keys()) {
      const before = seen.get(id)
      if (before !== undefined && other === undefined) found.push(told('decision', id, before))
      seen.set(id, name)
    }
  }
  return found
}
