/**
 * DMN file -> decision graph. What the engine does not carry is refused here, all of it at once, with element id and name, and so is what
 * Zeebe refuses, mostly in its words.
 */
import { attribute } from '../model/extensions.ts'
import { InvalidDiagram, type Problem } from '../model/problem.ts'
import type { Moddle } from '../model/read.ts'
import { DecisionFindings } from './findings.ts'
import { type Building, compileLogic, localFunctions, many, parameters } from './logic.ts'
import { readDecisions } from './read.ts'
import type { Decision, DecisionGraph, Knowledge } from './types.ts'

/** A chain of a hundred requirements is deeper than anybody draws. */
const MAX_DEPTH = 100
const MAX_ELEMENTS = 2_000

/** @throws InvalidDiagram with all problems */
export async function compileDecisions(xml: string): Promise<DecisionGraph> {
  return compileGraph(await readDecisions(xml))
}

function compileGraph(definitions: Moddle): DecisionGraph {
  const problems: Problem[] = []
  const drawn = many(definitions, 'drgElement')
  const of = (type: string) => drawn.filter((each) => each.$type === type)
  const knowledge = of('dmn:BusinessKnowledgeModel')
  const findings = new DecisionFindings(problems, new Set([...knowledge.map((each) => each.name ?? ''), ...drawn.flatMap((each) => localFunctions(each.decisionLogic as Moddle | undefined))]))
  const building: Building = { findings, knowledge: new Map(knowledge.map((each) => [each.id ?? '', each])) }
  for (const each of ['id', 'name', 'namespace']) if (!attribute(definitions, each)) findings.refuse({}, `The definitions must have the attribute '${each}'. Save the file again with a DMN modeler.`)
  for (const each of drawn) if (!each.name) findings.refuse(each, 'Every element must have a name. Give it one.')
  if (drawn.length > MAX_ELEMENTS) findings.refuse({}, `A file may have ${MAX_ELEMENTS} decisions, inputs and the like, this one has ${drawn.length}. Split it.`)
  checkIds(drawn, findings)
  const decisions = new Map(of('dmn:Decision').map((each) => [each.id ?? '', each]))
  checkCircles(decisions, 'decisions', (each) => requiredDecisions(each), findings)
  checkCircles(building.knowledge, 'BKMs', (each) => requiredKnowledge(each), findings)
  if (problems.length > 0) throw new InvalidDiagram(problems)
  const graph: DecisionGraph = {
    id: definitions.id ?? '',
    name: definitions.name ?? '',
    decisions: new Map([...decisions].map(([id, each]) => [id, decisionOf(each, decisions, building)])),
    knowledge: new Map([...building.knowledge].map(([id, each]) => [id, knowledgeOf(each, building)])),
    needsSandbox: findings.sandboxed || knowledge.length > 0,
  }
  if (problems.length > 0) throw new InvalidDiagram(problems)
  return Object.freeze(graph)
}

function decisionOf(element: Moddle, decisions: ReadonlyMap<string, Moddle>, building: Building): Decision {
  const { findings } = building
  const variable = element.variable as Moddle | undefined
  if (many(element, 'informationRequirement').some((each) => isForeign(each.requiredDecision as Moddle | undefined))) findings.refuse(element, 'Decisions of other files cannot be required. Draw them in this file.')
  const needs = requiredDecisions(element)
  for (const id of needs) if (!decisions.has(id)) findings.refuse(element, `Requires a decision '${id}' that is not in the file. Remove the requirement or draw the decision.`)
  return {
    id: element.id ?? '', name: element.name ?? '', result: variable?.name ?? element.id ?? '', type: attribute(variable, 'typeRef') ?? null,
    logic: compileLogic(element.decisionLogic as Moddle | undefined, element, building), needs: needs.filter((id) => decisions.has(id)), knows: knownOf(element, building),
    versionTag: versionTagOf(element),
  }
}

function knowledgeOf(element: Moddle, building: Building): Knowledge {
  const encapsulated = element.encapsulatedLogic as Moddle | undefined
  const logic = encapsulated?.body as Moddle | undefined
  if (!logic) building.findings.refuse(element, 'Business knowledge must have its logic. Give it a literal expression or a table.')
  return {
    id: element.id ?? '', name: element.name ?? '', parameters: encapsulated ? parameters(encapsulated) : [],
    logic: logic ? compileLogic(logic, element, building) : { kind: 'list', items: [] }, knows: knownOf(element, building),
  }
}

function knownOf(element: Moddle, { findings, knowledge }: Building): string[] {
  const found = requiredKnowledge(element)
  for (const id of found) if (!knowledge.has(id)) findings.refuse(element, `Requires business knowledge '${id}' that is not in the file. Remove the requirement or draw it.`)
  return found.filter((id) => knowledge.has(id))
}

const requiredDecisions = (element: Moddle) => references(element, 'informationRequirement', 'requiredDecision')
const requiredKnowledge = (element: Moddle) => references(element, 'knowledgeRequirement', 'requiredKnowledge')

function references(element: Moddle, requirement: string, property: string): string[] {
  return many(element, requirement).flatMap((each) => {
    const href = attribute(each[property] as Moddle | undefined, 'href')
    return href === undefined ? [] : [href.slice(href.indexOf('#') + 1)]
  })
}

const isForeign = (reference: Moddle | undefined): boolean => (attribute(reference, 'href') ?? '#').indexOf('#') > 0

function versionTagOf(element: Moddle): string | null {
  const values = ((element.extensionElements as Moddle | undefined)?.values as Moddle[] | undefined) ?? []
  return attribute(values.find((each) => each.$type === 'zeebe:versionTag'), 'value') || null
}

function checkIds(drawn: readonly Moddle[], findings: DecisionFindings): void {
  const seen = new Set<string>()
  for (const each of drawn) {
    const id = each.id ?? ''
    if (id === '' || id.length > 255 || id === '__proto__') findings.refuse(each, `'${id.slice(0, 60)}' is no usable id. Give the element one of letters, digits, - . _`)
    if (seen.has(id)) findings.refuse(each, `The id '${id}' is there twice. Give each element its own.`)
    seen.add(id)
  }
}

/** In Zeebe's words; and the depth beyond which nobody follows. */
function checkCircles(elements: ReadonlyMap<string, Moddle>, what: string, needs: (element: Moddle) => string[], findings: DecisionFindings): void {
  const depths = new Map<string, number>()
  const depthOf = (id: string, path: ReadonlySet<string>): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    if (path.has(id) || path.size > MAX_DEPTH) return Infinity
    const element = elements.get(id)
    const depth = element ? 1 + Math.max(0, ...needs(element).map((each) => depthOf(each, new Set([...path, id])))) : 0
    depths.set(id, depth)
    return depth
  }
  const deepest = [...elements.keys()].find((id) => depthOf(id, new Set()) > MAX_DEPTH)
  if (deepest !== undefined) findings.refuse({}, `Invalid DMN model: Cyclic dependencies between ${what} detected. (Or more than ${MAX_DEPTH} in a row, at '${deepest}'.)`)
}
