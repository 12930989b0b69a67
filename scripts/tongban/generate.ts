/** The verb generate: many variants of the matters there are, for load. They hold as the originals do, and say that they are samples. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { matterFolders } from '../../server/matters/bundle.ts'
import { CannotRun } from './cannotRun.ts'
import { jsonText, print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- generate matters DIR [--count N] [--dry-run] [--format text|json]

  writes N variants (500 unless said) of the matters of processes/ into DIR/processes and DIR/forms, each with a code, a name and
  catalogue codes of its own. --dry-run tells their codes and writes nothing.`

const root = fileURLToPath(new URL('../..', import.meta.url))

export const generate: Verb = {
  usage,
  async run(args) {
    const { values, positionals: [resource, dir, ...more] } = read(args)
    const count = Number(values.count ?? 500)
    const { 'dry-run': dryRun = false, format = 'text' } = values
    if (!['text', 'json'].includes(format) || resource !== 'matters' || dir === undefined || more.length > 0 || !Number.isInteger(count) || count < 1 || count > 5000) throw new CannotRun(usage)
    if (existsSync(join(dir, 'processes'))) throw new CannotRun(`${dir} holds processes already. Give a new folder.`)
    if (!dryRun) generateMatters(dir, count)
    const codes = variants(count).map(({ code }) => code)
    print(format === 'json' ? jsonText({ written: !dryRun, dir, matters: codes }, 2) : dryRun ? `Would write into ${dir}:\n${codes.map((code) => `  ${code}`).join('\n')}` : `${count} matters in ${dir}`)
    return 0
  },
}

function read(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { count: { type: 'string' }, format: { type: 'string' }, 'dry-run': { type: 'boolean' } } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

/** Writes the variants. */
export function generateMatters(dir: string, count: number): void {
  mkdirSync(join(dir, 'forms'), { recursive: true })
  cpSync(join(root, 'forms/shared'), join(dir, 'forms/shared'), { recursive: true })
  const codes = originals()
  for (const { from, number } of variants(count)) vary(dir, from, number, (child) => variantOf(child, turnOf(number, codes) + codes.indexOf(child) + 1))
}

/** The matters there are, those with children (联办) last, so that a whole's parts are those of its own turn. */
function originals(): string[] {
  const all = matterFolders(join(root, 'processes'))
  return [...all.filter((code) => childrenOf(code).length === 0), ...all.filter((code) => childrenOf(code).length > 0)]
}

/** The originals take turns. */
function variants(count: number): { code: string; from: string; number: number }[] {
  const codes = originals()
  return Array.from({ length: count }, (_, index) => {
    const [from, number] = [codes[index % codes.length]!, index + 1]
    return { code: variantOf(from, number), from, number }
  })
}

/** How many variants the turns before this one made. */
function turnOf(number: number, codes: readonly string[]): number {
  return Math.floor((number - 1) / codes.length) * codes.length
}

function variantOf(code: string, number: number): string {
  return `${code}-${String(number).padStart(3, '0')}`
}

function childrenOf(code: string): { matter: string }[] {
  return (JSON.parse(readFileSync(join(root, 'processes', code, 'matter.json'), 'utf8')) as { children?: { matter: string }[] }).children ?? []
}

function vary(dir: string, from: string, number: number, child: (code: string) => string): void {
  const code = variantOf(from, number)
  for (const area of ['processes', 'forms']) cpSync(join(root, area, from), join(dir, area, code), { recursive: true })
  for (const file of readdirSync(join(dir, 'processes', code), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(bpmn|yaml)$/.test(file)) continue
    const path = join(dir, 'processes', code, file)
    const own = readFileSync(path, 'utf8').replaceAll(`"${from}"`, `"${code}"`).replaceAll(`matter: ${from}`, `matter: ${code}`)
    writeFileSync(path, childrenOf(from).reduce((text, { matter }) => text.replaceAll(new RegExp(`(?<![\\w-])${matter}(?![\\w-])`, 'g'), child(matter)), own))
  }
  const guide = join(dir, 'processes', code, 'matter.json')
  const matter = JSON.parse(readFileSync(guide, 'utf8')) as { code: string; name: string; catalogCode: string; implementCode: string; children?: { matter: string }[] }
  // six digits of the basic code are ours to number; the implementing code ends in it
  const catalogCode = `${matter.catalogCode.slice(0, 6)}${String(number).padStart(6, '0')}`
  writeFileSync(guide, JSON.stringify({ ...matter, code, name: `${matter.name}（样例${number}）`, catalogCode, implementCode: `${matter.implementCode.slice(0, 19)}${catalogCode}`, ...(matter.children ? { children: matter.children.map((one) => ({ ...one, matter: child(one.matter) })) } : {}) }, null, 2))
}
