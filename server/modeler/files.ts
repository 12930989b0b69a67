/** A bundle as the files it is written in, and their names. Pure. */
import type { Bundle } from '../matters/service.ts'

/**
 * Path within the matter -> text: `process.bpmn`, `matter.json`, `forms/<form>.schema.json`, `letters/<kind>.hbs`, `scenarios/<name>.yaml`.
 */
export type Files = Record<string, string>

/** A published bundle has its common form parts drawn in, so they are whole here too. */
export function filesOf(bundle: Bundle): Files {
  const forms = Object.entries(bundle.forms).map(([name, schema]) => [`forms/${name}.schema.json`, json(schema)])
  const letters = Object.entries(bundle.letters).map(([name, text]) => [`letters/${name}.hbs`, text])
  return { 'process.bpmn': bundle.diagram, 'matter.json': json(bundle.matter), ...Object.fromEntries([...forms, ...letters]) }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
