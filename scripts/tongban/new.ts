/** The verb new: the first version of a matter, whole enough to pass check, that its author then makes his own. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isUscc } from '../../server/forms/formats.ts'
import { matterFolders } from '../../server/matters/bundle.ts'
import { ACTING_ROLES, isMatterCode, isMatterName, newMatter, usccAmong } from '../../server/matters/newMatter.ts'
import { readOrganisation, sampleFile, type Organisation } from '../../server/people/organisationFile.ts'
import { CannotRun } from './cannotRun.ts'
import { print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- new matter CODE --body BODY [flags]
npm run tongban -- new ci github|gitlab [--into DIR]

  writes processes/CODE and forms/CODE: acceptance with its gaps and silence, review, section, decision, permit or refusal,
  delivery; the guide; a form a step; a scenario. It passes check, and says everywhere that it is a sample. It has no legal
  review and no effective date, so it accepts no case until both are there.

  ci writes the pipeline of a repository of matters: the rules beside the lines, scenarios with the ways they went, and what
  changes in words.

  --body BODY        whose matter it is: a body of the organisation with the roles window, handler, section-chief and deputy-head
  --name NAME        the matter's name, for instance 临时占道许可; the code unless said
  --uscc USCC        the body's unified social credit code, where no matter of the body is there yet
  --into DIR         a folder with processes/ and forms/ of its own; this repository unless said`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))
export interface NewMatter { code: string; body: string; name?: string | undefined; uscc?: string | undefined }

export const newThing: Verb = {
  usage,
  run(args) {
    const { values: { name, body, uscc, into = ROOT }, positionals: [resource, code, ...more] } = read(args)
    if (resource === 'ci' && more.length === 0) return Promise.resolve(said(`${writePipeline(into, code ?? '')}\nNext: the variables its head names.`))
    if (resource !== 'matter' || code === undefined || more.length > 0) throw new CannotRun(usage)
    if (body === undefined) throw new CannotRun(`Say whose matter it is: --body ${able().map(({ id, short }) => `${id} (${short})`).join(', ')}.`)
    const folder = writeMatter(into, { code, body, name, uscc })
    print(`${folder}\nNext: its steps (process.bpmn, any Camunda 8 modeler), its guide (matter.json), its forms; then npm run tongban -- check ${folder}`)
    return Promise.resolve(0)
  },
}

function read(args: string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({ args, allowPositionals: true, options: { name: text, body: text, uscc: text, into: text } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

function said(text: string): number {
  print(text)
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

/** @returns the matter's folder, from the folder the command was called in. @throws CannotRun when the code or body will not do, or the code is taken. */
export function writeMatter(into: string, { code, body, name = code, uscc }: NewMatter): string {
  if (!isMatterCode(code)) throw new CannotRun(`A code is 2 to 64 small letters, digits and hyphens and begins with a letter (linshi-zhandao), and not rules, calendar, play or shared, whose folders are kept for these. This is "${code}".`)
  if (!isMatterName(name)) throw new CannotRun('A name has 2 to 100 characters, none of them < > & " { } or \\. Shorten or correct it.')
  const [matter, forms] = [join(into, 'processes', code), join(into, 'forms', code)]
  for (const folder of [matter, forms]) if (existsSync(folder)) throw new CannotRun(`${folder} is there already. Choose another code.`)
  const files = filesOf(bodyNamed(body), codesIn(into), { code, name, uscc })
  if (!existsSync(join(into, 'forms/shared'))) cpSync(join(ROOT, 'forms/shared'), join(into, 'forms/shared'), { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    const file = path.startsWith('forms/') ? join(forms, path.slice('forms/'.length)) : join(matter, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return relative('', matter) || '.'
}

type Body = Organisation['bodies'][number]

const organisation = (): Organisation => readOrganisation(sampleFile)
const lacking = ({ roles }: Body): string[] => ACTING_ROLES.filter((role) => !roles.some(({ code }) => code === role))
const able = (): Body[] => organisation().bodies.filter((body) => lacking(body).length === 0)

function bodyNamed(id: string): Body {
  const body = organisation().bodies.find((one) => one.id === id)
  const others = able().map((one) => `${one.id} (${one.name})`).join(', ')
  if (!body) throw new CannotRun(`There is no body "${id}" in the organisation. Choose one of ${others}.`)
  if (lacking(body).length > 0) throw new CannotRun(`"${id}" has no ${lacking(body).join(', ')}, who act in the template's steps. Add the role to the organisation, or choose one of ${others}.`)
  return body
}

/** The codes are the next free ones of the body, so that no two matters share them. */
function filesOf(body: Body, known: { body: string; implementCode: string }[], { code, name, uscc: given }: { code: string; name: string; uscc: string | undefined }): Record<string, string> {
  const uscc = given ?? usccAmong(known, body.id)
  if (uscc === undefined || !isUscc(uscc)) throw new CannotRun(`${uscc === undefined ? `No matter of "${body.id}" is there to take its unified social credit code from` : `"${uscc}" is no unified social credit code (GB 32100)`}. Give it with --uscc.`)
  const officers = Object.fromEntries(ACTING_ROLES.flatMap((role) => body.officers.filter(({ roles }) => roles.includes(role)).slice(0, 1).map(({ login }) => [role, login])))
  return newMatter({ code, name, body: { id: body.id, division: body.division }, uscc, officers, taken: known.map(({ implementCode }) => implementCode) })
}

/** Of the matters beside the new one, and of this repository's. */
function codesIn(into: string): { body: string; implementCode: string }[] {
  const folders = [...new Set([into, ROOT])].map((dir) => join(dir, 'processes')).filter((dir) => existsSync(dir))
  return folders.flatMap((dir) => matterFolders(dir).map((code) => JSON.parse(readFileSync(join(dir, code, 'matter.json'), 'utf8')) as { body: string; implementCode: string }))
}
