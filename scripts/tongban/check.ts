/** The verb check: every matter, diagram and form it is given, judged by the rules, told in the format wanted. No database, no server. */
import { parseArgs } from 'node:util'
import { inLanguage } from '../../server/forms/sentence.ts'
import { CannotRun } from './cannotRun.ts'
import { judgeAll } from './check/inParallel.ts'
import type { Placed } from './check/judge.ts'
import { targetsOf } from './check/targets.ts'
import { formats, type FormatName } from './formats/index.ts'
import { print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- check [matter | folder | file | -]… [flags]

  nothing            every matter of processes/
  huwai-guanggao     one matter of processes/
  a folder           a matter (it holds matter.json), or matters in it and below
  a file             a diagram (.bpmn) or a form (.schema.json)
  -                  a diagram or a form from standard input

  --format FORMAT    ${Object.keys(formats).join(', ')}; text unless said
  --forms DIR        the folder of the forms, where it is not beside processes/
  --draft            a draft: errors only warn
  --lang LANGUAGE    zh: the problems in Chinese; en unless said
  --quiet            errors alone, no warnings or hints`

export const check: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = read(args)
    const format = values.format ?? 'text'
    if (!Object.hasOwn(formats, format)) throw new CannotRun(`There is no format '${format}'. Choose one of ${Object.keys(formats).join(', ')}.`)
    const lang = values.lang ?? 'en'
    if (lang !== 'en' && lang !== 'zh') throw new CannotRun(`There is no language '${lang}'. Choose en or zh.`)
    const targets = await targetsOf(positionals, values.forms)
    const judged = await judgeAll(targets, { draft: values.draft ?? false })
    const wanted = (problem: Placed): boolean => !values.quiet || problem.severity === 'error'
    const told = judged.map((one) => ({ ...one, problems: one.problems.filter(wanted).map((problem) => inLanguage(problem, lang)) }))
    print(formats[format as FormatName](told))
    return judged.some(({ problems }) => problems.some(({ severity }) => severity === 'error')) ? 1 : 0
  },
}

function read(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { format: { type: 'string' }, forms: { type: 'string' }, draft: { type: 'boolean' }, lang: { type: 'string' }, quiet: { type: 'boolean' } } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}
