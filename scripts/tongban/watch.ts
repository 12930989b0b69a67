/** The verb watch: check and test again on each change, only the matters that were touched. Ends with Ctrl+C. */
import { watch as watchFolder, type FSWatcher } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CannotRun } from './cannotRun.ts'
import { passed, testThese } from './test.ts'
import { asText } from './test/formats.ts'
import { surroundings } from './test/surroundings.ts'
import { mattersOf, type MatterTarget } from './test/targets.ts'
import { besideAll, judge } from './check/judge.ts'
import type { Target } from './check/targets.ts'
import { text } from './formats/text.ts'
import { print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- watch [matter | folder]… [flags]

  checks and tests the matters given (every matter of processes/ unless said) once, and again on each change of a file of
  theirs, of their forms, or of the common parts of forms; only those that were touched. Ctrl+C ends it.

  --forms DIR        the folder of the forms, where it is not beside processes/`

/** An editor saves in several writes; what comes within this is one change. */
const TOGETHER_MS = 150

export const watch: Verb = {
  usage,
  async run(args) {
    const { values: { forms }, positionals } = read(args)
    const matters = await mattersOf(positionals, forms)
    const watching = await watchMatters(matters, { show: (lines) => { clear(); print(lines) } })
    await new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done))
    watching.close()
    return 0
  },
}

function read(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { forms: { type: 'string' } } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

/** On a terminal each look begins at the top; in a pipe they follow one another. */
function clear(): void {
  if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H')
}

export interface Watching { close(): void }

/** Looks once at all, then at what is touched, one look after the other. @param show a whole look, to be put in place of the one before */
export async function watchMatters(matters: MatterTarget[], { show }: { show(lines: string): void }): Promise<Watching> {
  const touched = new Set<MatterTarget>()
  let looking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    const these = matters.filter((matter) => touched.delete(matter))
    if (these.length > 0) looking = looking.then(() => report(these, matters)).catch((error: Error) => error.message).then(show)
  }
  const touch = (some: readonly MatterTarget[]): void => {
    for (const matter of some) touched.add(matter)
    clearTimeout(timer)
    timer = setTimeout(look, TOGETHER_MS)
  }
  const watchers = foldersOf(matters).flatMap(([folder, theirs]) => watchersOf(folder, () => touch(theirs)))
  for (const matter of matters) touched.add(matter)
  look()
  await looking
  return {
    close: () => {
      clearTimeout(timer)
      for (const one of watchers) one.close()
    },
  }
}

/** Every folder with the matters that a change in it touches. */
function foldersOf(matters: MatterTarget[]): [string, MatterTarget[]][] {
  const folders = new Map<string, MatterTarget[]>()
  for (const matter of matters) {
    for (const folder of [matter.dir, join(matter.forms, basename(matter.dir)), join(matter.forms, 'shared')].map((path) => resolve(path))) folders.set(folder, [...(folders.get(folder) ?? []), matter])
  }
  return [...folders]
}

/** A folder that is not there (a matter without forms) touches nothing. */
function watchersOf(folder: string, changed: () => void): FSWatcher[] {
  try {
    return [watchFolder(folder, { recursive: true }, changed)]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new CannotRun(`${dirname(folder)} cannot be watched: ${(error as Error).message}`)
  }
}

/** Check and test of these matters. A broken file is told and waited for, as every other finding. @param all with which they are compared */
async function report(matters: MatterTarget[], all: MatterTarget[]): Promise<string> {
  const begun = performance.now()
  const judged = await judge(matters.map(targetOf), { draft: false, beside: besideAll(all.map(targetOf)) })
  const tested = await testThese(matters, surroundings())
  const failed = tested.filter((one) => !passed(one)).length + judged.filter(({ problems }) => problems.some(({ severity }) => severity === 'error')).length
  const last = `${failed === 0 ? 'all well' : `${failed} to look at`} · ${matters.length} of ${all.length} matters · ${((performance.now() - begun) / 1000).toFixed(1)} s · waiting for changes, Ctrl+C ends`
  return [text(judged), '', asText(tested, { steps: false }), '', last].join('\n')
}

function targetOf({ dir, forms }: MatterTarget): Target {
  return { kind: 'matter', dir, forms }
}
