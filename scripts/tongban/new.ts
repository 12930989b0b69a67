/** The verb new: the first version of a matter, whole enough to pass check, that its author then makes his own. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CannotRun } from './cannotRun.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- new matter CODE [flags]
npm run tongban -- new ci github|gitlab [--into DIR]

  writes processes/CODE and forms/CODE: acceptance with its gaps and silence, review, section, decision, permit or refusal,
  delivery; the guide; a form a step; a scenario. It passes check, and says everywhere that it is a sample. It has no legal
  review and no effective date, so it accepts no case until both are there.

  ci writes the pipeline of a repository of matters: the rules beside the lines, scenarios with the ways they went, and what
  changes in words.

  --name NAME        the matter's name, for instance 临时占道许可; the code unless said
  --into DIR         a folder with processes/ and forms/ of its own; this repository unless said`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))
/** What the template calls itself; neither stands in it as anything else. */
const CODE = 'new-matter'
const NAME = '新事项'

export const newThing: Verb = {
  usage,
  run(args) {
    const { values: { name, into = ROOT }, positionals: [resource, code, ...more] } = read(args)
    if (resource === 'ci' && more.length === 0) return Promise.resolve(said(`${writePipeline(into, code ?? '')}\nNext: the variables its head names.`))
    if (resource !== 'matter' || code === undefined || more.length > 0) throw new CannotRun(usage)
    const folder = writeMatter(into, code, name ?? code)
    console.log(`${folder}\nNext: its steps (process.bpmn, any Camunda 8 modeler), its guide (matter.json), its forms; then npm run tongban -- check ${folder}`)
    return Promise.resolve(0)
  },
}

function read(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { name: { type: 'string' }, into: { type: 'string' } } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

function said(text: string): number {
  console.log(text)
  return 0
}

/** Where each forge looks for its pipeline. */
const PIPELINES: Record<string, { from: string; to: string }> = {
  github: { from: 'github/matters.yml', to: '.github/workflows/matters.yml' },
  gitlab: { from: 'gitlab/.gitlab-ci.yml', to: '.gitlab-ci.yml' },
}

/** @returns the file written. @throws CannotRun for another forge, or where a pipeline is there already. */
export function writePipeline(into: string, forge: string): string {
  if (!Object.hasOwn(PIPELINES, forge)) throw new CannotRun(`There is a pipeline for ${Object.keys(PIPELINES).join(' and ')}, none for "${forge}".`)
  const { from, to } = PIPELINES[forge]!
  const file = join(into, to)
  if (existsSync(file)) throw new CannotRun(`${file} is there already. Compare it with ${join(TEMPLATE, 'ci', from)}.`)
  mkdirSync(dirname(file), { recursive: true })
  cpSync(join(TEMPLATE, 'ci', from), file)
  return relative('', file)
}

/** @returns the matter's folder, from the folder the command was called in. @throws CannotRun when the code will not do or is taken. */
export function writeMatter(into: string, code: string, name: string): string {
  if (!/^[a-z][a-z0-9-]{1,63}$/.test(code)) throw new CannotRun(`A code is 2 to 64 small letters, digits and hyphens and begins with a letter (linshi-zhandao), but this is "${code}".`)
  if (!/^[^<>&"{}\\\n]{2,100}$/.test(name)) throw new CannotRun('A name has 2 to 100 characters, none of them < > & " { } or \\. Shorten or correct it.')
  const [matter, forms] = [join(into, 'processes', code), join(into, 'forms', code)]
  for (const folder of [matter, forms]) if (existsSync(folder)) throw new CannotRun(`${folder} is there already. Choose another code.`)
  if (!existsSync(join(into, 'forms/shared'))) cpSync(join(ROOT, 'forms/shared'), join(into, 'forms/shared'), { recursive: true })
  copy(join(TEMPLATE, 'matter'), matter, code, name)
  copy(join(TEMPLATE, 'forms'), forms, code, name)
  return relative('', matter) || '.'
}

function copy(from: string, to: string, code: string, name: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copy(source, target, code, name)
    else writeFileSync(target, readFileSync(source, 'utf8').replaceAll(CODE, () => code).replaceAll(NAME, () => name))
  }
}
