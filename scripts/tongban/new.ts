/** The verb new: the first version of a matter, whole enough to pass check, that its author then makes his own. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isUscc } from '../../server/forms/formats.ts'
import { matterFolders } from '../../server/matters/bundle.ts'
import { ACTING_ROLES, isMatterCode, isMatterName, newMatter, usccAmong } from '../../server/matters/newMatter.ts'
import { readOrganisation, sampleFile, type Organisation } from '../../server/people/organisationFile.ts'
import { CannotRun } from './cannotRun.ts'
import { jsonText, print } from './print.ts'
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
  --into DIR         a folder with processes/ and forms/ of its own; this repository unless said
  --dry-run          which files it would write; none is written
  --format FORMAT    text, json; text unless said`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))
export interface NewMatter { code: string; body: string; name?: string | undefined; uscc?: string | undefined }

export const newThing: Verb = {
  usage,
  run(args) {
    const { values: { name, body, uscc, into = ROOT, 'dry-run': dryRun = false, format = 'text' }, positionals: [resource, code, ...more] } = read(args)
    if (more.length > 0 || !['text', 'json'].includes(format)) throw new CannotRun(usage)
    const made = resource === 'ci' ? pipeline(into, code ?? '') : resource === 'matter' && code !== undefined ? matter(into, { code, body, name, uscc }) : null
    if (!made) throw new CannotRun(usage)
    if (!dryRun) writeFiles(made.files)
    print(format === 'json' ? jsonText({ written: !dryRun, files: namesOf(made.files), next: made.next }, 2) : dryRun ? `Would write:\n${namesOf(made.files).map((file) => `  ${file}`).join('\n')}` : `${made.where}\nNext: ${made.next}`)
    return Promise.resolve(0)
  },
}

/** What is written, by path, where, and what its author does then. */
interface Made { where: string; files: Record<string, string>; next: string }

function read(args: string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({ args, allowPositionals: true, options: { name: text, body: text, uscc: text, into: text, format: text, 'dry-run': { type: 'boolean' } } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

function writeFiles(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** From the folder the command was called in. */
function namesOf(files: Record<string, string>): string[] {
  return Object.keys(files).map((file) => relative('', file))
}

/** Where each forge looks for its pipeline. */
const PIPELINES: Record<string, { from: string; to: string }> = {
  github: { from: 'github/matters.yml', to: '.github/workflows/matters.yml' },
  gitlab: { from: 'gitlab/.gitlab-ci.yml', to: '.gitlab-ci.yml' },
}

/** @throws CannotRun for another forge, or where a pipeline is there already. */
function pipeline(into: string, forge: string): Made {
  if (!Object.hasOwn(PIPELINES, forge)) throw new CannotRun(`There is a pipeline for ${Object.keys(PIPELINES).join(' and ')}, none for "${forge}".`)
  const { from, to } = PIPELINES[forge]!
  const file = join(into, to)
  if (existsSync(file)) throw new CannotRun(`${file} is there already. Compare it with ${join(TEMPLATE, 'ci', from)}.`)
  return { where: relative('', file), files: { [file]: readFileSync(join(TEMPLATE, 'ci', from), 'utf8') }, next: 'the variables its head names.' }
}

/** @returns the file written. @throws CannotRun as `pipeline` */
export function writePipeline(into: string, forge: string): string {
  const { where, files } = pipeline(into, forge)
  writeFiles(files)
  return where
}

/** @throws CannotRun when the code or body will not do, or the code is taken. */
function matter(into: string, { code, body, name = code, uscc }: Partial<NewMatter> & Pick<NewMatter, 'code'>): Made {
  if (body === undefined) throw new CannotRun(`Say whose matter it is: --body ${able().map(({ id, short }) => `${id} (${short})`).join(', ')}.`)
  if (!isMatterCode(code)) throw new CannotRun(`A code is 2 to 64 small letters, digits and hyphens and begins with a letter (linshi-zhandao), and not rules, calendar, play or shared, whose folders are kept for these. This is "${code}".`)
  if (!isMatterName(name)) throw new CannotRun('A name has 2 to 100 characters, none of them < > & " { } or \\. Shorten or correct it.')
  const [folder, forms] = [join(into, 'processes', code), join(into, 'forms', code)]
  for (const taken of [folder, forms]) if (existsSync(taken)) throw new CannotRun(`${taken} is there already. Choose another code.`)
  const own = Object.entries(filesOf(bodyNamed(body), codesIn(into), { code, name, uscc })).map(([path, text]) => [path.startsWith('forms/') ? join(forms, path.slice('forms/'.length)) : join(folder, path), text] as const)
  const where = relative('', folder) || '.'
  return { where, files: { ...sharedParts(into), ...Object.fromEntries(own) }, next: `its steps (process.bpmn, any Camunda 8 modeler), its guide (matter.json), its forms; then npm run tongban -- check ${where}` }
}

/** The common parts of forms, where a folder has none yet. */
function sharedParts(into: string): Record<string, string> {
  const [from, to] = [join(ROOT, 'forms/shared'), join(into, 'forms/shared')]
  return existsSync(to) ? {} : Object.fromEntries(readdirSync(from).map((file) => [join(to, file), readFileSync(join(from, file), 'utf8')]))
}

/** @returns the matter's folder, from the folder the command was called in. @throws CannotRun as `matter` */
export function writeMatter(into: string, wish: NewMatter): string {
  const { where, files } = matter(into, wish)
  writeFiles(files)
  return where
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
