/** Targets judged one after the other, each problem with the file and line where it is to be mended. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { brokenOff, checkDiagram, type Circumstances, type Problem } from '../../../processes/rules/run.ts'
import type { Neighbour } from '../../../processes/rules/subject.ts'
import { checkSchema } from '../../../server/forms/check.ts'
import { checkTemplate } from '../../../server/letters/templates.ts'
import { matterFolders, mattersIn } from '../../../server/matters/bundle.ts'
import { checkMatter, sampleOrganisation } from '../../../server/matters/checkFolder.ts'
import type { Bundle } from '../../../server/matters/types.ts'
import { lineOf } from './lines.ts'
import type { Target } from './targets.ts'

export interface Placed extends Problem {
  /** From the folder the command was called in. */
  path: string
  /** From 1. */
  line: number
}

export interface Judged {
  /** A matter's code, or the file. */
  name: string
  path: string
  /** What is worth knowing where nothing is wrong, for instance the longest road. */
  note: string
  problems: Placed[]
}

export interface Manner {
  draft: boolean
  /** The matters given and those beside them; absent: none is compared with. */
  beside?: readonly Beside[]
}

/** `dir`: the matter's folder; `children`: the matters it opens cases of. */
export interface Beside extends Neighbour { dir: string; children: string[] }

/** One target after the other, in this thread. */
export async function judge(targets: Target[], { draft, beside = [] }: Manner): Promise<Judged[]> {
  const circumstances = { organisation: sampleOrganisation(), letterFault: checkTemplate, draft }
  const judged: Judged[] = []
  for (const target of targets) judged.push(target.kind === 'matter' ? await judgeMatter(target, { ...circumstances, neighbours: beside.filter(({ dir }) => dir !== target.dir), wholes: wholesOf(target, beside) }) : await judgeFile(target, draft))
  return judged
}

/** The matters beside it that open cases of it; one that cannot be read is told by its own check. */
function wholesOf({ dir, forms }: Extract<Target, { kind: 'matter' }>, beside: readonly Beside[]): Bundle[] {
  return beside.filter((one) => one.dir !== dir && one.children.includes(basename(dir))).flatMap((one) => mattersIn(dirname(one.dir), forms)(basename(one.dir)) ?? [])
}

/** Each matter given, and each beside one of them in its folder; what has no readable guide is told by its own check. */
export function besideAll(targets: readonly Target[]): Beside[] {
  const given = targets.flatMap((target) => (target.kind === 'matter' ? [target.dir] : []))
  const siblings = [...new Set(given.map((dir) => dirname(dir)))].flatMap((folder) => matterFolders(folder).map((code) => join(folder, code)))
  return [...new Set([...given, ...siblings])].flatMap((dir) => {
    const codes = codesIn(join(dir, 'matter.json'))
    return codes ? [{ ...codes, dir, place: relative('', dir) || dir }] : []
  })
}

function codesIn(file: string): { code: string; implementCode: string; children: string[] } | undefined {
  try {
    const { code, implementCode, children } = JSON.parse(readFileSync(file, 'utf8')) as { code?: unknown; implementCode?: unknown; children?: unknown }
    const opened = (Array.isArray(children) ? children : []).flatMap((child: { matter?: unknown } | null) => (typeof child?.matter === 'string' ? [child.matter] : []))
    return typeof code === 'string' && typeof implementCode === 'string' ? { code, implementCode, children: opened } : undefined
  } catch {
    return undefined
  }
}

async function judgeMatter({ dir, forms }: Extract<Target, { kind: 'matter' }>, circumstances: Circumstances): Promise<Judged> {
  const { code, name, problems, steps, road } = await checkMatter(dir, forms, circumstances)
  return { name: code, path: relative('', dir), note: `${name}: ${amount(steps, 'step')}, longest road ${amount(road, 'working day')}`, problems: problems.map(placer(dir, forms, code)) }
}

async function judgeFile({ kind, file, text }: Exclude<Target, { kind: 'matter' }>, draft: boolean): Promise<Judged> {
  const path = file === '-' ? '-' : relative('', file)
  const problems = kind === 'diagram' ? await judgeDiagram(text, draft) : judgeForm(text, draft)
  return { name: path, path, note: kind, problems: problems.map((problem) => ({ ...problem, file: path, path, line: lineOf(text, problem.element) })) }
}

/** A file of others may hold anything; what breaks a rule is told as our bug, and the next file is judged. */
async function judgeDiagram(text: string, draft: boolean): Promise<Problem[]> {
  try {
    return await checkDiagram(text, { draft })
  } catch (error) {
    return [brokenOff(error)]
  }
}

function judgeForm(text: string, draft: boolean): Problem[] {
  let schema: unknown
  try {
    schema = JSON.parse(text)
  } catch (error) {
    return [{ rule: 'bundle-is-readable', severity: 'error', file: 'form', message: `The form is not JSON: ${(error as Error).message}. Correct it.` }]
  }
  return checkSchema(schema).map(({ pointer, message, zh }) => ({ rule: 'forms-are-in-the-subset', severity: draft ? 'warning' : 'error', file: 'form', element: pointer, message, zh }))
}

/** From a place in the bundle to a file and line on disk. */
function placer(dir: string, forms: string, code: string): (problem: Problem) => Placed {
  const texts = new Map<string, string>()
  return (problem) => {
    const path = problem.file.startsWith('forms/') ? join(forms, code, `${problem.file.slice('forms/'.length)}.schema.json`) : join(dir, problem.file)
    if (!texts.has(path)) texts.set(path, existsSync(path) && !path.endsWith('scenarios') ? readFileSync(path, 'utf8') : '')
    return { ...problem, path: relative('', path), line: lineOf(texts.get(path)!, problem.element) }
  }
}

/** '1 error', '2 errors'. */
export function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
