/**
 * The fixtures of a rule (processes/rules/fixtures/<rule>/*.yaml) made into what the rule looks at: a published matter with something
 * changed, or the inside of a process written out. And the sentences that the rule's page says it speaks.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { subjectOf, type BundleSubject, type Neighbour, type OrganisationView } from '../../processes/rules/subject.ts'
import { readTables } from '../../processes/rules/support/tables.ts'
import { checkTemplate } from '../../server/letters/templates.ts'
import { mattersIn, readBundle, sealed } from '../../server/matters/bundle.ts'
import { sampleOrganisation } from '../../server/matters/checkFolder.ts'
import { readTree } from '../../server/matters/diagram.ts'
import type { Bundle } from '../../server/matters/types.ts'

const folder = 'processes/rules'
const organisation = sampleOrganisation()
const matterOf = mattersIn('processes', 'forms')

type Change =
  /** Text of the diagram; it must be there. `everywhere`: not only the first. */
  | { from: string; to: string; everywhere?: boolean }
  /** A place such as matter/limits/promised/amount, `-` for the end of a list; without `to` it is taken out. */
  | { set: string; to?: unknown }

export interface Fixture {
  file: string
  about: string
  /** The published matter it begins as. */
  matter?: string
  change?: Change[]
  /** Instead: what stands inside the process element, and beside it. */
  process?: string
  beside?: string
  /** Other matters it stands beside. */
  neighbours?: Neighbour[]
  /** Published matters that open cases of it, by code. */
  wholes?: string[]
  /** Officers with the posts they hold (`zhujian/window`) instead of those of the sample; none: they are not there. */
  officers?: Record<string, string[]>
  /** The elements spoken of, in order; null where none is named. */
  says?: (string | null)[]
}

export function fixturesOf(rule: string): Fixture[] {
  const dir = join(folder, 'fixtures', rule)
  if (!existsSync(dir)) return []
  return readdirSync(dir).sort().map((file) => ({ ...(parse(readFileSync(join(dir, file), 'utf8')) as Fixture), file }))
}

export async function subjectFrom(fixture: Fixture): Promise<BundleSubject> {
  const bundle = bundleFrom(fixture)
  return { ...subjectOf(await treeOf(bundle.diagram)), bundle, tables: await readTables(bundle), organisation: staffed(fixture.officers ?? {}), letterFault: checkTemplate, matterOf, ...(fixture.neighbours ? { neighbours: fixture.neighbours } : {}), ...(fixture.wholes ? { wholes: fixture.wholes.map((code) => readBundle(join('processes', code), 'forms')) } : {}) }
}

/** The sample organisation with other posts for some of its officers, or more officers. */
function staffed(officers: Record<string, string[]>): OrganisationView {
  return {
    ...organisation,
    holdersOf: (group) => [
      ...organisation.holdersOf(group).filter((login) => !Object.hasOwn(officers, login)),
      ...Object.entries(officers).filter(([, posts]) => posts.includes(group)).map(([login]) => login),
    ],
  }
}

/** Most fixtures leave the diagram as it is published; reading one takes a tenth of a second. */
const trees = new Map<string, Promise<object>>()
export function treeOf(diagram: string): Promise<object> {
  const tree = trees.get(diagram) ?? readTree(diagram)
  trees.set(diagram, tree)
  return tree
}

const published = new Map<string, Bundle>()

export function bundleFrom({ matter = 'jianzhu-shigong-xuke', change = [], process, beside }: Pick<Fixture, 'matter' | 'change' | 'process' | 'beside'>): Bundle {
  if (!published.has(matter)) published.set(matter, readBundle(join('processes', matter), 'forms'))
  const { hash: _, ...content } = structuredClone(published.get(matter)!)
  if (process !== undefined) content.diagram = diagramOf(process, beside)
  for (const one of change) apply(content as unknown as Record<string, unknown>, one)
  return sealed(content)
}

function apply(content: Record<string, unknown>, change: Change): void {
  if ('from' in change) {
    const diagram = content.diagram as string
    if (!diagram.includes(change.from)) throw new Error(`The diagram has no "${change.from}" to change.`)
    content.diagram = change.everywhere ? diagram.replaceAll(change.from, change.to) : diagram.replace(change.from, () => change.to)
    return
  }
  const way = change.set.split('/')
  const last = way.pop()!
  let place: any = content
  for (const key of way) place = place[key] ?? (place[key] = {})
  if (last === '-') place.push(change.to)
  else if (change.to === undefined) delete place[last]
  else place[last] = change.to
}

/** A whole diagram round the inside of a process. */
export function diagramOf(inside: string, beside = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="jianzhu-shigong-xuke" isExecutable="true">${inside}</bpmn:process>
  ${beside}
</bpmn:definitions>`
}

export interface Page { title: string; kind: string; sentences: RegExp[] }

/** A page's first lines, and its quoted sentences; `…` stands for what differs. */
export function pageOf(rule: string): Page {
  const lines = readFileSync(join(folder, `${rule}.md`), 'utf8').split('\n')
  const quoted = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2).trim())
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return {
    title: lines[0]!.replace('# ', ''), kind: lines[2]!.split(':')[0]!,
    sentences: quoted.map((line) => new RegExp(`^${line.split('…').map(escape).join('.+')}$`, 's')),
  }
}
