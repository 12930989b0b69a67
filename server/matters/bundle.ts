/**
 * One matter read from its folders into a bundle with a content hash. Reading only: what may be published is judged by
 * processes/rules, and storing is store.ts.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refusal } from '../errors.ts'
import type { FormSchema } from '../forms/schema.ts'
import type { Sentence } from '../forms/sentence.ts'
import { inlineShared, type SharedParts } from '../forms/shared.ts'
import { check } from '../web/edge.ts'
import { filesOnDisk, type Files } from './files.ts'
import type { Guide } from './guide.ts'
import { say } from './sentence.ts'
import type { Bundle } from './types.ts'

/** What is parsed blocks everybody meanwhile; no file of a matter comes near this. */
const MOST_BYTES = 1_048_576

/** A folder that cannot be read as a matter: one sentence with the file. */
export class UnreadableBundle extends Error {
  constructor(readonly file: string, readonly sentence: Sentence) {
    super(sentence.en)
  }
}

/** Folder names under processes/ that hold a matter, in order. */
export function matterFolders(processesDir: string): string[] {
  return readdirSync(processesDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(processesDir, entry.name, 'matter.json')))
    .map((entry) => entry.name).sort()
}

/**
 * @param dir processes/<matter>  @param formsDir the folder forms/ (its shared parts are drawn in)
 * @throws UnreadableBundle when a file is missing or no JSON.
 */
export function readBundle(dir: string, formsDir: string): Bundle {
  return bundleOf(filesOnDisk(dir, basename(dir), formsDir))
}

/** @throws UnreadableBundle */
export function bundleOf(files: Files): Bundle {
  const matter = readJson(files, 'matter.json', 'matter.json') as Guide
  if (typeof matter.code !== 'string') throw new UnreadableBundle('matter.json', say`matter.json has no code. Give it the name of its folder.`)
  return sealed({ matter, diagram: readText(files, 'process.bpmn', 'process.bpmn'), forms: readForms(files), letters: readNamed(files, 'letters', '.hbs'), ...tablesIn(readNamed(files, 'tables', '.dmn')) })
}

/** The other matters beside this one, read when a rule asks for them; one that cannot be read is none. */
export function mattersIn(processesDir: string, formsDir: string): (code: string) => Bundle | undefined {
  return (code) => {
    const dir = join(processesDir, code)
    if (!/^[a-z][a-z0-9-]{1,63}$/.test(code) || !existsSync(dir)) return undefined
    try {
      return readBundle(dir, formsDir)
    } catch (error) {
      if (error instanceof UnreadableBundle) return undefined // its own check says why
      throw error
    }
  }
}

/** The bundle with its hash. The order of keys counts: the order of a form's properties is what an applicant sees. */
export function sealed(content: Omit<Bundle, 'hash'>): Bundle {
  const { matter, diagram, forms, letters, tables, annex } = content
  const parts = [matter, diagram, byName(forms), byName(letters), ...(tables ? [{ tables: byName(tables) }] : []), ...(annex ? [byName(annex.letters), byName(annex.organisation)] : [])]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return { matter, diagram, forms, letters, ...(tables ? { tables } : {}), ...(annex ? { annex } : {}), hash }
}

function byName<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

const SCHEMA = '.schema.json'

function readForms(files: Files): Record<string, FormSchema> {
  const shared: SharedParts = Object.fromEntries(files.names('shared').filter((name) => name.endsWith(SCHEMA)).map((name) => [name, readJson(files, `shared/${name}`, `forms/shared/${name}`) as FormSchema]))
  return Object.fromEntries(files.names('forms').filter((name) => name.endsWith(SCHEMA)).map((name) => {
    const key = name.slice(0, -SCHEMA.length)
    return [key, inlineShared(readJson(files, `forms/${name}`, `forms/${key}`), shared) as FormSchema]
  }))
}

function readNamed(files: Files, folder: 'letters' | 'tables', end: string): Record<string, string> {
  const names = files.names(folder).filter((name) => name.endsWith(end))
  return Object.fromEntries(names.map((name) => [name.slice(0, -end.length), readText(files, `${folder}/${name}`, `${folder}/${name}`)]))
}

/** A matter without tables has no such part, so its hash is what it was before there were any. */
const tablesIn = (tables: Record<string, string>): Pick<Bundle, 'tables'> => (Object.keys(tables).length > 0 ? { tables } : {})

/** Line ends and a byte order mark are how an editor saves, not content. */
function readText(files: Files, path: string, file: string): string {
  const size = files.size(path)
  if (size === undefined) throw new UnreadableBundle(file, say`${file} is missing. Add it to the matter's folder.`)
  if (size > MOST_BYTES) throw new UnreadableBundle(file, say`${file} has ${size} bytes, at most ${MOST_BYTES} are read. Make it smaller.`)
  return files.text(path).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

function readJson(files: Files, path: string, file: string): unknown {
  try {
    return plain(JSON.parse(readText(files, path, file)), file)
  } catch (error) {
    if (error instanceof UnreadableBundle) throw error
    throw new UnreadableBundle(file, say`${file} is not JSON: ${(error as Error).message}. Correct it.`)
  }
}

/** A table of fields, no deeper than anything reads it, of text that can be stored. */
function plain(value: unknown, file: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnreadableBundle(file, say`${file} must be an object { … }, but is ${JSON.stringify(value)?.slice(0, 40) ?? ''}. Correct it.`)
  try {
    check(value, file)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new UnreadableBundle(file, say`${file} cannot be read: ${String(error.details.detail)}. Correct it.`)
  }
  return value
}
