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
export async function compileResources(resources: readonly Resource[], compile: Compile): Promise<CompiledResource[]> {
  if (resources.length === 0) throw refusal('Expected to deploy at least one resource, but none given')
  const compiled: CompiledResource[] = []
  const problems: string[] = []
  for (const resource of resources) {
    const result = await compileOne(resource, compile)
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

async function compileOne({ name, content }: Resource, compile: Compile): Promise<CompiledResource | string> {
  text(name, 'name')
  if (!/\.(bpmn|bpmn20\.xml|xml)$/i.test(name)) return `'${name}': only BPMN diagrams are carried; name the file .bpmn`
  if (content.length > MAX_BYTES) return `'${name}': A diagram may have ${MAX_BYTES} bytes, this one has ${content.length}. Split the process.`
  try {
    const xml = new TextDecoder('utf-8', { fatal: true }).decode(content)
    const checksum = createHash('sha256').update(content).digest('hex')
    return { name, xml, checksum, processes: await compile(xml) }
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
  return found
}
