/** What a browser cannot judge: rules that compile a form's schema (scenarios hold data for forms), those that need the letter room, and those that look at other matters. */
import type { Context } from '../context.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { readPlace } from '../publication/service.ts'
import type { Files } from './files.ts'

/** What the browser leaves out (modeler/lint/judgement.ts has the same list; a test holds them to each other). */
export const ELSEWHERE: readonly string[] = ['papers-can-be-printed', 'letters-can-be-made', 'wholes-stay-fed']

/** Where these speak, no data can be held to the matter's forms; the browser tells them itself. */
const UNFIT: readonly string[] = ['guide-is-complete', 'forms-are-in-the-subset']

/** @returns the problems of those rules and of the scenarios alone; none where the files cannot be read, which the browser says itself. */
export async function judgeElsewhere(ctx: Context, matter: string, files: Files): Promise<matters.Problem[]> {
  const bundle = read(files, (await readPlace(ctx, matter)).shared)
  if (!bundle) return []
  const problems = await matters.problemsIn(ctx.db, bundle, letters.checkTemplate)
  if (problems.some(({ rule }) => UNFIT.includes(rule))) return problems.filter(({ rule }) => ELSEWHERE.includes(rule))
  const scenarios = Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('scenarios/')))
  return [...problems.filter(({ rule }) => ELSEWHERE.includes(rule)), ...(await matters.scenarioTextProblems(scenarios, bundle))]
}

function read(files: Files, shared: Record<string, string>): matters.Bundle | null {
  try {
    return matters.bundleOf(matters.filesInMemory(files, shared))
  } catch (error) {
    if (error instanceof matters.UnreadableBundle) return null
    throw error
  }
}
