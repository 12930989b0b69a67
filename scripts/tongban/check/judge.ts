/** Targets judged one after the other, each problem with the file and line where it is to be mended. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { brokenOff, checkDiagram, type Circumstances, type Problem } from '../../../processes/rules/run.ts'
import { checkSchema } from '../../../server/forms/check.ts'
import { checkTemplate } from '../../../server/letters/templates.ts'
import { checkMatter, sampleOrganisation } from '../../../server/matters/checkFolder.ts'
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

export interface Manner { draft: boolean }

/** One target after the other, in this thread. */
export async function judge(targets: Target[], { draft }: Manner): Promise<Judged[]> {
  const circumstances = { organisation: sampleOrganisation(), letterFault: checkTemplate, draft }
  const judged: Judged[] = []
  for (const target of targets) judged.push(target.kind === 'matter' ? await judgeMatter(target, circumstances) : await judgeFile(target, draft))
  return judged
}

/** Two folders with one code: only one could be published. */
export function withDoubles(targets: Target[], judged: Judged[]): Judged[] {
  const folders = targets.flatMap((target) => (target.kind === 'matter' ? [target] : []))
  return judged.map((one, index) => {
    const target = targets[index]!
    if (target.kind !== 'matter' || !folders.some(({ dir }) => dir !== target.dir && basename(dir) === basename(target.dir))) return one
    const double: Problem = { rule: 'bundle-is-readable', severity: 'error', file: 'matter.json', message: `Two folders given hold the matter "${one.name}". Only one can be published; rename the other.` }
    return { ...one, problems: [placer(target.dir, target.forms, one.name)(double), ...one.problems] }
  })
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
  return checkSchema(schema).map(({ pointer, message }) => ({ rule: 'forms-are-in-the-subset', severity: draft ? 'warning' : 'error', file: 'form', element: pointer, message }))
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
