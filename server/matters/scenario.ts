/**
 * Scenarios of a matter (processes/<matter>/scenarios/*.yaml): what must happen to a case, with the dates the law gives. Here they
 * are read and checked against the bundle; the stories play them through the whole platform.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { messageOf } from '../forms/sentence.ts'
import { validate } from '../forms/validate.ts'
import type { Act, Scenario } from '../../processes/play/scenario.ts'
import type { Problem } from '../../processes/rules/run.ts'
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
  if (scenarios.length === 0) return [{ rule: 'scenarios-fit', severity: 'warning', file: 'scenarios', ...messageOf(say`The matter has no scenario: nothing proves what should happen to a case. Add scenarios/*.yaml.`) }]
  return scenarios.flatMap(({ file, scenario }) => [
    ...judged(file, 'application', bundle, bundle.matter.form, scenario.application),
    ...scenario.acts.flatMap((act, index) => actProblems(file, `acts/${index}`, bundle, steps, act)),
  ])
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
