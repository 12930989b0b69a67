/**
 * Scenarios of a matter (processes/<matter>/scenarios/*.yaml): what must happen to a case, with the dates the law gives. Here they
 * are read and checked against the bundle; the stories play them through the whole platform.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { lineOf } from '../../processes/play/places.ts'
import { readScenario, UnreadableScenario } from '../../processes/play/scenario.ts'
import { messageOf, type Value } from '../forms/sentence.ts'
import { validate } from '../forms/validate.ts'
import type { Act, Scenario } from '../../processes/play/scenario.ts'
import type { Problem } from '../../processes/rules/run.ts'
import { readDiagram, UnreadableDiagram } from './diagram.ts'
import { stepsOf } from './facts.ts'
import { say } from './sentence.ts'
import type { Bundle, Step } from './types.ts'

export function readScenarios(dir: string): { file: string; scenario: Scenario }[] {
  const folder = join(dir, 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort()
    .map((name) => ({ file: `scenarios/${name}`, scenario: parse(readFileSync(join(folder, name), 'utf8')) as Scenario }))
}

/** A scenario that names a missing step, or data its form refuses, proves nothing. */
export function scenarioProblems(dir: string, bundle: Bundle, steps: Step[]): Problem[] {
  const scenarios = readScenarios(dir)
  return scenarios.length === 0 ? none() : scenarios.flatMap(({ file, scenario }) => fit(file, scenario, bundle, steps))
}

/** What is looked at of scenarios that are being written, characters of all together: a parser of YAML takes a second for five million. */
const MOST_CHARACTERS = 524_288

/**
 * The same of texts that are being written, with the line of each problem.
 * @param texts `scenarios/<name>.yaml` -> text. @returns none where the diagram cannot be read, which others say
 */
export async function scenarioTextProblems(texts: Readonly<Record<string, string>>, bundle: Bundle): Promise<Problem[]> {
  const steps = await stepsIn(bundle)
  if (!steps) return []
  if (Object.keys(texts).length === 0) return none()
  let left = MOST_CHARACTERS
  const looked = Object.entries(texts).filter(([, text]) => (left -= text.length) >= 0)
  return looked.flatMap(([file, text]) => textProblems(file, text, bundle, steps))
}

async function stepsIn({ diagram }: Bundle): Promise<Step[] | null> {
  try {
    return stepsOf(await readDiagram(diagram))
  } catch (error) {
    if (error instanceof UnreadableDiagram) return null
    throw error
  }
}

function textProblems(file: string, text: string, bundle: Bundle, steps: Step[]): Problem[] {
  try {
    const scenario = readScenario(text, bundle.matter.code, file.slice('scenarios/'.length))
    if (!isObject(scenario.application) || !Array.isArray(scenario.acts) || !scenario.acts.every(isObject)) return [unreadable(file, say`application must hold names and values, acts a list of such`)]
    return fit(file, scenario, bundle, steps).map((problem) => ({ ...problem, line: lineOf(text, placeOf(problem.element ?? '')) }))
  } catch (error) {
    if (error instanceof UnreadableScenario) return [unreadable(file, error.message)]
    throw error
  }
}

function unreadable(file: string, why: Value): Problem {
  return { rule: 'scenarios-fit', severity: 'error', file, line: 1, ...messageOf(say`${file} cannot be read as a scenario: ${why}. Correct it.`) }
}

function none(): Problem[] {
  return [{ rule: 'scenarios-fit', severity: 'warning', file: 'scenarios', ...messageOf(say`The matter has no scenario: nothing proves what should happen to a case. Add scenarios/*.yaml.`) }]
}

function fit(file: string, scenario: Scenario, bundle: Bundle, steps: Step[]): Problem[] {
  return [
    ...judged(file, 'application', bundle, bundle.matter.form, scenario.application),
    ...scenario.acts.flatMap((act, index) => actProblems(file, `acts/${index}`, bundle, steps, act)),
  ]
}

/** `acts/3/gaps/0/item` -> the act and the place in its data; what is no place of the text is told at the nearest that is. */
function placeOf(element: string): (string | number)[] {
  const [part = '', ...rest] = element.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  return part === 'acts' ? [part, ...rest.slice(0, 1), 'data', ...rest.slice(1)] : [part, ...rest]
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function actProblems(file: string, element: string, bundle: Bundle, steps: Step[], act: Act): Problem[] {
  // the step of a child case is its own matter's, whose check looks at it
  if (act.case !== undefined) return bundle.matter.children?.some(({ matter }) => matter === act.case) ? [] : [{ rule: 'scenarios-fit', severity: 'error', file, element, ...messageOf(say`The scenario acts in a case of "${act.case}", which the guide does not list under children. Correct it.`) }]
  const step = steps.find(({ elementId }) => elementId === act.step)
  if (!step) return [{ rule: 'scenarios-fit', severity: 'error', file, element, ...messageOf(say`The scenario acts at "${act.step}", which is no step of the diagram. Correct it.`) }]
  return act.data === undefined || act.do !== undefined ? [] : judged(file, element, bundle, step.formKey ?? '', act.data)
}

function judged(file: string, element: string, bundle: Bundle, form: string, data: Record<string, unknown>): Problem[] {
  const schema = bundle.forms[form]
  if (!schema) return [{ rule: 'scenarios-fit', severity: 'error', file, element, ...messageOf(say`There is no form "${form}" to judge this by.`) }]
  return validate(schema, data).map(({ pointer, message }) => ({ rule: 'scenarios-fit', severity: 'error', file, element: `${element}${pointer}`, message }))
}
