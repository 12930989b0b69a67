/** What the arguments of `check` mean: matters by name or folder, single files, standard input. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { matterFolders } from '../../../server/matters/bundle.ts'
import { CannotRun } from '../cannotRun.ts'

export type Target =
  | { kind: 'matter'; dir: string; forms: string }
  /** `text` is what stands in it; `file` where it came from, `-` for standard input. */
  | { kind: 'diagram' | 'form'; file: string; text: string }

const PROCESSES = fileURLToPath(new URL('../../../processes', import.meta.url))
/** Below a folder given; processes/ has its matters one deep. */
const DEEPEST = 6

/** @throws CannotRun when something is not there, or holds nothing to check. */
export async function targetsOf(args: string[], forms: string | undefined): Promise<Target[]> {
  if (args.length === 0) return mattersIn(PROCESSES, forms)
  const found = await Promise.all(args.map(async (arg) => (arg === '-' ? [fromText('-', await standardInput())] : targetsAt(arg, forms))))
  return found.flat()
}

function targetsAt(arg: string, forms: string | undefined): Target[] {
  const named = join(PROCESSES, arg)
  const path = existsSync(arg) ? resolve(arg) : /^[\w-]+$/.test(arg) && existsSync(join(named, 'matter.json')) ? named : null
  if (path === null) throw new CannotRun(`There is no ${arg}: no such file or folder, and no such matter. There are: ${matterFolders(PROCESSES).join(', ')}.`)
  if (!statSync(path).isDirectory()) return [fromText(arg, readFileSync(path, 'utf8'))]
  if (existsSync(join(path, 'matter.json'))) return [matter(path, forms)]
  const inside = [...mattersIn(path, forms), ...filesIn(path, DEEPEST).map((file) => fromText(file, readFileSync(file, 'utf8')))]
  if (inside.length === 0) throw new CannotRun(`${arg} holds no matter, no diagram (.bpmn) and no form (.schema.json).`)
  return inside
}

function mattersIn(dir: string, forms: string | undefined): Target[] {
  const own = matterFolders(dir).map((code) => matter(join(dir, code), forms))
  return own.length > 0 || !existsSync(join(dir, 'processes')) ? own : mattersIn(join(dir, 'processes'), forms)
}

function matter(dir: string, forms: string | undefined): Target {
  return { kind: 'matter', dir, forms: forms === undefined ? join(dirname(dirname(dir)), 'forms') : resolve(forms) }
}

/** Single files of a folder; what belongs to a matter is checked with it. */
function filesIn(dir: string, deep: number): string[] {
  if (deep === 0) return []
  return readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return ['node_modules', '.git', 'processes', 'forms'].includes(entry.name) || existsSync(join(path, 'matter.json')) ? [] : filesIn(path, deep - 1)
    return /\.bpmn$|\.schema\.json$/.test(entry.name) ? [path] : []
  })
}

function fromText(file: string, text: string): Target {
  const form = file === '-' ? text.trimStart().startsWith('{') : basename(file).endsWith('.json')
  return { kind: form ? 'form' : 'diagram', file, text }
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
