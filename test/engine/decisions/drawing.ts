/**
 * The words in which tests draw decisions, and the DMN 1.3 they become. Ids follow from the decision's own: inputs `d_i1`, outputs `d_o1`,
 * rules `d_r1`. A rule is one line, `entry ; entry -> output ; output`.
 */
export interface Input { expression: string; label?: string }
export interface Output { name?: string; label?: string; values?: string; otherwise?: string; type?: string }

export interface Table {
  inputs: readonly (string | Input)[]
  outputs: readonly (string | Output)[]
  rules: readonly string[]
  hit?: string
  aggregation?: string
}

/** What a decision, an entry of a context or a business knowledge model may hold. */
export type Logic =
  | { table: Table }
  | { literal: string; language?: string }
  | { context: readonly (readonly [name: string | null, logic: Logic])[] }
  | { list: readonly Logic[] }
  | { relation: readonly string[]; rows: readonly (readonly string[])[] }
  | { invoke: string; with: Readonly<Record<string, string>> }
  | { parameters: readonly string[]; body: Logic }
  | { xml: string }

export type Decision = Logic & { name?: string; result?: string; type?: string; needs?: readonly string[]; knows?: readonly string[]; versionTag?: string }
export interface Knowledge { name?: string; parameters: readonly (string | readonly [name: string, type: string])[]; body: Logic; knows?: readonly string[] }

export interface Drawing {
  id?: string
  name?: string
  decisions: Readonly<Record<string, Decision>>
  knowledge?: Readonly<Record<string, Knowledge>>
  /** Input data: ids. */
  data?: readonly string[]
  /** Anything more inside the definitions, before all else, as XML. */
  more?: string
  namespace?: string
}

export const MODEL = 'https://www.omg.org/spec/DMN/20191111/MODEL/'

/** @param id of the definitions, unless the drawing has its own */
export function dmn(id: string, drawing: Drawing): string {
  const parts = [
    drawing.more ?? '',
    ...(drawing.data ?? []).map((each) => `<inputData ${attributes({ id: each, name: each })} />`),
    ...Object.entries(drawing.decisions).map(([key, decision]) => decisionOf(key, decision, drawing)),
    ...Object.entries(drawing.knowledge ?? {}).map(([key, knowledge]) => knowledgeOf(key, knowledge)),
  ]
  const head = attributes({ xmlns: drawing.namespace ?? MODEL, 'xmlns:zeebe': 'http://camunda.org/schema/zeebe/1.0', id: drawing.id ?? id, name: drawing.name ?? `Sample ${id}`, namespace: 'http://camunda.org/schema/1.0/dmn' })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<definitions ${head}>${parts.join('\n')}</definitions>`
}

function decisionOf(id: string, decision: Decision, drawing: Drawing): string {
  const needs = (decision.needs ?? []).map((each, i) => {
    const tag = (drawing.data ?? []).includes(each) ? 'requiredInput' : 'requiredDecision'
    return `<informationRequirement id="${id}_n${i + 1}"><${tag} href="#${each}" /></informationRequirement>`
  })
  const knows = (decision.knows ?? []).map((each, i) => `<knowledgeRequirement id="${id}_k${i + 1}"><requiredKnowledge href="#${each}" /></knowledgeRequirement>`)
  const tag = decision.versionTag === undefined ? '' : `<extensionElements><zeebe:versionTag value="${xml(decision.versionTag)}" /></extensionElements>`
  const variable = decision.result === undefined && decision.type === undefined ? '' : `<variable ${attributes({ id: `${id}_v`, name: decision.result ?? id, typeRef: decision.type })} />`
  return `<decision ${attributes({ id, name: decision.name ?? `Decision ${id}` })}>${tag}${variable}${needs.join('')}${knows.join('')}${logic(id, decision)}</decision>`
}

function knowledgeOf(id: string, { name, parameters, body, knows = [] }: Knowledge): string {
  const formal = parameters.map((each) => (typeof each === 'string' ? [each, undefined] as const : each)).map(([parameter, typeRef]) => `<formalParameter ${attributes({ name: parameter, typeRef })} />`)
  const needed = knows.map((each, i) => `<knowledgeRequirement id="${id}_k${i + 1}"><requiredKnowledge href="#${each}" /></knowledgeRequirement>`)
  return `<businessKnowledgeModel ${attributes({ id, name: name ?? id })}><encapsulatedLogic id="${id}_f">${formal.join('')}${logic(id, body)}</encapsulatedLogic>${needed.join('')}</businessKnowledgeModel>`
}

function logic(id: string, drawn: Logic): string {
  if ('xml' in drawn) return drawn.xml
  if ('table' in drawn) return tableOf(id, drawn.table)
  if ('literal' in drawn) return literal(`${id}_l`, drawn.literal, drawn.language)
  if ('context' in drawn) return `<context id="${id}_c">${drawn.context.map(([name, each], i) => `<contextEntry id="${id}_c${i + 1}">${name === null ? '' : `<variable ${attributes({ name })} />`}${logic(`${id}_c${i + 1}`, each)}</contextEntry>`).join('')}</context>`
  if ('list' in drawn) return `<list id="${id}_s">${drawn.list.map((each, i) => logic(`${id}_s${i + 1}`, each)).join('')}</list>`
  if ('relation' in drawn) {
    const columns = drawn.relation.map((name, i) => `<column id="${id}_col${i + 1}" name="${xml(name)}" />`)
    return `<relation id="${id}_rel">${columns.join('')}${drawn.rows.map((row, i) => `<row id="${id}_row${i + 1}">${row.map((cell, k) => literal(`${id}_row${i + 1}_${k + 1}`, cell)).join('')}</row>`).join('')}</relation>`
  }
  if ('invoke' in drawn) {
    const bindings = Object.entries(drawn.with).map(([name, value], i) => `<binding><parameter ${attributes({ name })} />${literal(`${id}_b${i + 1}`, value)}</binding>`)
    return `<invocation id="${id}_inv">${literal(`${id}_call`, drawn.invoke)}${bindings.join('')}</invocation>`
  }
  return `<functionDefinition id="${id}_fn">${drawn.parameters.map((name) => `<formalParameter ${attributes({ name })} />`).join('')}${logic(`${id}_body`, drawn.body)}</functionDefinition>`
}

function literal(id: string, text: string, expressionLanguage?: string): string {
  return `<literalExpression ${attributes({ id, expressionLanguage })}><text>${xml(text)}</text></literalExpression>`
}

function tableOf(id: string, { inputs, outputs, rules, hit, aggregation }: Table): string {
  const drawnInputs = inputs.map((each) => (typeof each === 'string' ? { expression: each } : each)).map(({ expression, label }: Input, i) =>
    `<input ${attributes({ id: `${id}_i${i + 1}`, label })}><inputExpression id="${id}_e${i + 1}"><text>${xml(expression)}</text></inputExpression></input>`)
  const drawnOutputs = outputs.map((each) => (typeof each === 'string' ? { name: each } : each)).map(({ name, label, values, otherwise, type }: Output, i) => {
    const inner = `${values === undefined ? '' : `<outputValues><text>${xml(values)}</text></outputValues>`}${otherwise === undefined ? '' : `<defaultOutputEntry><text>${xml(otherwise)}</text></defaultOutputEntry>`}`
    return `<output ${attributes({ id: `${id}_o${i + 1}`, label, name, typeRef: type })}>${inner}</output>`
  })
  const drawnRules = rules.map((rule, i) => {
    const [before = '', after = ''] = rule.split('->').map((side) => side.trim())
    const cells = (side: string, tag: string, mark: string) => (side === '' && tag === 'inputEntry' && inputs.length === 0 ? [] : side.split(';')).map((text, k) => `<${tag} id="${id}_${mark}${i + 1}_${k + 1}"><text>${xml(text.trim())}</text></${tag}>`).join('')
    return `<rule id="${id}_r${i + 1}">${cells(before, 'inputEntry', 'in')}${cells(after, 'outputEntry', 'out')}</rule>`
  })
  return `<decisionTable ${attributes({ id: `${id}_t`, hitPolicy: hit, aggregation })}>${drawnInputs.join('')}${drawnOutputs.join('')}${drawnRules.join('')}</decisionTable>`
}

function attributes(all: Record<string, string | undefined>): string {
  return Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined).map(([name, value]) => `${name}="${xml(value)}"`).join(' ')
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
