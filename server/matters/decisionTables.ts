/**
 * A file of decision tables read for people: columns, rules, remarks, as they stand in it. Pure and browser-safe. What an engine makes of it is
 * server/engine/decisions; how two versions differ, changes/tables.ts.
 */
import { DmnModdle } from 'dmn-moddle'
import { xmlDepth } from './diagram.ts'

export interface InputColumn { id: string; label: string; /** The expression that is looked at, mostly a variable's name. */ expression: string; type: string; /** `"dig", "occupy"`: what it can be, where that is listed. */ values: string }
export interface OutputColumn { id: string; label: string; name: string; type: string; values: string }
export interface TableRule { id: string; when: string[]; then: string[]; /** Ids of its cells, conditions first. */ cells: string[]; /** The remark beside it: most often the article of law. */ note: string }

export interface DecisionTable { id: string; name: string; hitPolicy: string; aggregation: string; inputs: InputColumn[]; outputs: OutputColumn[]; rules: TableRule[] }

interface Moddle { $type: string; id?: string; name?: string; label?: string; text?: string; description?: string; typeRef?: string; [property: string]: unknown }

const moddle = new DmnModdle()
const MOST_DEPTH = 200

/** @returns the tables in the order of the file; decisions that are no tables are left out; null where the text is no DMN */
export async function decisionTablesIn(xml: string): Promise<DecisionTable[] | null> {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml) || xmlDepth(xml) > MOST_DEPTH) return null
  try {
    const { rootElement } = (await moddle.fromXML(xml)) as unknown as { rootElement: Moddle }
    return list(rootElement.drgElement).flatMap((one) => (one.$type === 'dmn:Decision' && (one.decisionLogic as Moddle | undefined)?.$type === 'dmn:DecisionTable' ? [tableOf(one, one.decisionLogic as Moddle)] : []))
  } catch {
    return null
  }
}

function tableOf(decision: Moddle, logic: Moddle): DecisionTable {
  return {
    id: decision.id ?? '', name: decision.name || decision.id || '', hitPolicy: String(logic.hitPolicy ?? 'UNIQUE'), aggregation: String(logic.aggregation ?? ''),
    inputs: list(logic.input).map((column) => {
      const expression = column.inputExpression as Moddle | undefined
      const text = expression?.text?.trim() ?? ''
      return { id: column.id ?? '', label: column.label || text, expression: text, type: expression?.typeRef ?? '', values: valuesOf(column.inputValues) }
    }),
    outputs: list(logic.output).map((column) => ({ id: column.id ?? '', label: column.label || column.name || '', name: column.name ?? '', type: column.typeRef ?? '', values: valuesOf(column.outputValues) })),
    rules: list(logic.rule).map((rule) => ({ id: rule.id ?? '', when: list(rule.inputEntry).map(textOf), then: list(rule.outputEntry).map(textOf), cells: [...list(rule.inputEntry), ...list(rule.outputEntry)].map((cell) => cell.id ?? ''), note: rule.description?.trim() ?? '' })),
  }
}

const list = (value: unknown): Moddle[] => (Array.isArray(value) ? (value as Moddle[]) : [])
const textOf = ({ text = '' }: Moddle): string => text.trim()
const valuesOf = (values: unknown): string => (values as Moddle | undefined)?.text?.trim() ?? ''
