/**
 * Two versions of a matter's decision tables compared row by row: which conditions, which result, in which order they count. Pure. A file nobody can
 * read as DMN is compared as text; that it cannot be published is said by the rules.
 */
import { DmnModdle } from 'dmn-moddle'
import { xmlDepth } from '../diagram.ts'
import type { Bundle } from '../types.ts'
import { compareThings, type Change, type Things } from './change.ts'

interface Moddle { $type: string; id?: string; name?: string; label?: string; text?: string; description?: string; [property: string]: unknown }

const moddle = new DmnModdle()
const MOST_DEPTH = 200

export async function compareTables(before: Bundle['tables'] = {}, after: Bundle['tables'] = {}): Promise<Change[]> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name])
  return (await Promise.all(names.map(async (name): Promise<Change[]> => {
    const file = `tables/${name}.dmn`
    const [was, is] = [await thingsIn(before[name], name), await thingsIn(after[name], name)]
    const changes = compareThings(file, was, is, () => 'table')
    // only how it is drawn or written
    return changes.length > 0 ? changes : [{ area: 'shape', kind: 'changed', file, place: '', thing: 'layout', subject: '' }]
  }))).flat()
}

/** By id: each decision, and each row of its table. */
async function thingsIn(xml: string | undefined, name: string): Promise<Things> {
  const things: Things = new Map()
  if (xml === undefined) return things
  const tree = await read(xml)
  if (!tree) return things.set('', { thing: 'tableFile', subject: name, facts: new Map([['text', xml]]) })
  for (const decision of list(tree.drgElement)) {
    if (decision.$type !== 'dmn:Decision') things.set(decision.id ?? '', { thing: 'tableInput', subject: decision.name ?? decision.id ?? '', facts: new Map([['text', JSON.stringify(decision)]]) })
    else collect(decision, things)
  }
  return things
}

function collect(decision: Moddle, things: Things): void {
  const logic = decision.decisionLogic as Moddle | undefined
  const subject = decision.name ?? decision.id ?? ''
  const [inputs, outputs] = [list(logic?.input), list(logic?.output)]
  const facts = new Map([['name', subject]])
  things.set(decision.id ?? subject, { thing: 'decision', subject, facts })
  for (const [key, value] of Object.entries({ requires: list(decision.informationRequirement).map(requiredBy).join('、'), documentation: decision.description ?? '' })) if (value) facts.set(key, value)
  if (logic?.$type !== 'dmn:DecisionTable') {
    facts.set('logic', logic ? String(logic.text ?? JSON.stringify(logic)) : '')
    return
  }
  facts.set('hitPolicy', [logic.hitPolicy ?? 'UNIQUE', logic.aggregation].filter(Boolean).join(' '))
  facts.set('inputs', inputs.map((one) => `${headOf(one)}（${expressionOf(one)}）`).join('、'))
  facts.set('outputs', outputs.map(headOf).join('、'))
  const rows = list(logic.rule)
  if (ordered(logic)) facts.set('order', rows.map(({ id }) => id).join(', '))
  rows.forEach((row, index) => things.set(row.id ?? `${decision.id}/${index}`, { thing: 'tableRow', subject: `${subject} › ${row.description || whenOf(row, inputs)}`, facts: factsOf(row, inputs, outputs) }))
}

function factsOf(row: Moddle, inputs: readonly Moddle[], outputs: readonly Moddle[]): Map<string, string> {
  return new Map([
    ['when', whenOf(row, inputs)], ['then', list(row.outputEntry).map((entry, index) => `${headOf(outputs[index])}：${entry.text ?? ''}`).join('；')],
    ...(row.description ? [['note', row.description] as [string, string]] : []),
  ])
}

/** The order of rows decides only under these. */
function ordered({ hitPolicy }: Moddle): boolean {
  return ['FIRST', 'RULE ORDER', 'COLLECT'].includes(String(hitPolicy))
}

function whenOf(row: Moddle, inputs: readonly Moddle[]): string {
  return list(row.inputEntry).flatMap(({ text = '' }, index) => (text.trim() === '' || text.trim() === '-' ? [] : [`${headOf(inputs[index])}：${text.trim()}`])).join('；') || '—'
}

const headOf = (column: Moddle | undefined): string => column?.label || column?.name || expressionOf(column)
const expressionOf = (column: Moddle | undefined): string => (column?.inputExpression as Moddle | undefined)?.text ?? ''
const requiredBy = ({ requiredDecision, requiredInput }: Moddle): string => String(((requiredDecision ?? requiredInput) as Moddle | undefined)?.href ?? '').replace(/^#/, '')
const list = (value: unknown): Moddle[] => (Array.isArray(value) ? value as Moddle[] : [])

async function read(xml: string): Promise<Moddle | null> {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml) || xmlDepth(xml) > MOST_DEPTH) return null
  try {
    return ((await moddle.fromXML(xml)) as unknown as { rootElement: Moddle }).rootElement
  } catch {
    return null
  }
}
