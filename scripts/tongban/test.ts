/** The verb test: the scenarios of matters played in virtual time without a database or a server, dates asserted, with the ways they went. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isWhole } from '../../processes/play/coverage.ts'
import type { Surroundings } from '../../processes/play/office.ts'
import { CannotRun } from './cannotRun.ts'
import { asJson, asJunit, asText } from './test/formats.ts'
import { page } from './test/page.ts'
import { playMatter, type Tested } from './test/playMatter.ts'
import { surroundings } from './test/surroundings.ts'
import { mattersOf, type MatterTarget } from './test/targets.ts'
import { print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- test [matter | folder | scenario.yaml]… [flags]

  nothing            the scenarios of every matter of processes/
  huwai-guanggao     those of one matter of processes/
  a folder           those of a matter (it holds matter.json), or of matters in it and below
  a .yaml            that scenario alone

  --format FORMAT    text, json, junit; text unless said
  --html FILE        the ways they went, drawn over the diagrams, as one page
  --whole            a way nobody went, or a row of a table no case met, is an error too
  --steps            every act with what came of it
  --forms DIR        the folder of the forms, where it is not beside processes/
  --organisation F   the officers, as the sample organisation's file has them; the sample unless said`

const formats = { text: asText, json: asJson, junit: asJunit }

export const test: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = read(args)
    const format = values.format ?? 'text'
    if (!Object.hasOwn(formats, format)) throw new CannotRun(`There is no format '${format}'. Choose one of ${Object.keys(formats).join(', ')}.`)
    const tested = await testAll(positionals, values)
    print(formats[format as keyof typeof formats](tested, { steps: values.steps ?? false }))
    if (values.html !== undefined) writeFileSync(values.html, await page(tested))
    return tested.some((one) => !passed(one) || (values.whole === true && !whole(one))) ? 1 : 0
  },
}

function read(args: string[]) {
  try {
    const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
    return parseArgs({ args, allowPositionals: true, options: { format: text, html: text, forms: text, organisation: text, whole: flag, steps: flag } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

function whole({ coverage, tables }: Tested): boolean {
  return coverage !== null && isWhole(coverage) && tables.every(({ rows }) => rows.every(({ met }) => met > 0))
}

/** @throws CannotRun when nothing is there to play. */
export async function testAll(args: string[], { forms, organisation }: { forms?: string | undefined; organisation?: string | undefined }): Promise<Tested[]> {
  return testThese(await mattersOf(args, forms), surroundings(organisation))
}

export async function testThese(matters: readonly MatterTarget[], around: Surroundings): Promise<Tested[]> {
  const tested: Tested[] = []
  for (const matter of matters) tested.push(await playMatter(matter, around))
  return tested
}

export function passed({ problem, verdicts }: Tested): boolean {
  return problem === null && verdicts.every(({ failures }) => failures.length === 0)
}
