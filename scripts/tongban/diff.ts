/** The verb diff: what changed between two versions of a matter, in words a lawyer reads. No database, no server, no git program. */
import { parseArgs } from 'node:util'
import type { Change } from '../../server/matters/changes/change.ts'
import { areas } from '../../server/matters/changes/change.ts'
import { compareBundles, compareWithNothing } from '../../server/matters/changes/compare.ts'
import { areaName, sentenceOf } from '../../server/matters/changes/words.ts'
import { UnreadableDiagram } from '../../server/matters/diagram.ts'
import { translate, type Locale } from '../../server/web/messages.ts'
import { CannotRun } from './cannotRun.ts'
import { changedIn, formats, told, type FormatName } from './diff/many.ts'
import { holdsMatters, sidesOf, type Side, type Sides } from './diff/sides.ts'
import { jsonText, print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- diff MATTER [OTHER] [flags]

  huwai-guanggao     what is not committed yet (a matter of processes/, or its folder)
  two folders        the first against the second
  a folder of many   every matter in it that changed since --from (a repository with processes/ and forms/)

  --from REVISION    the earlier version: a branch, tag, commit, HEAD~2; HEAD unless said
  --to REVISION      the later version; as it lies in its folder unless said
  --lang LANG        zh, en; zh unless said
  --format FORMAT    text, json, markdown (for the summary of a pull request); text unless said`

const languages: Record<string, Locale> = { zh: 'zh-CN', en: 'en' }

export const diff: Verb = {
  usage,
  async run(args) {
    const { values: { from, to, lang = 'zh', format = 'text' }, positionals } = read(args)
    const locale = Object.hasOwn(languages, lang) ? languages[lang]! : undefined
    if (!locale || !Object.hasOwn(formats, format)) throw new CannotRun(usage)
    if (positionals.length === 1 && to === undefined && holdsMatters(positionals[0]!)) {
      print(formats[format as FormatName](await changedIn(positionals[0]!, from ?? 'HEAD'), locale))
      return 0
    }
    const sides = await sidesOf(positionals, { from, to })
    const changes = await compareSides(sides)
    print(format === 'json' ? asJson(sides, changes, locale) : format === 'text' ? asText(sides, changes, locale) : formats.markdown([told(sides, changes)], locale))
    return 0
  },
}

function read(args: string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({ args, allowPositionals: true, options: { from: text, to: text, lang: text, format: text } })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

/** @throws CannotRun */
export async function compareSides([before, after]: Sides): Promise<Change[]> {
  try {
    return before ? await compareBundles(before.bundle, after.bundle) : await compareWithNothing(after.bundle)
  } catch (error) {
    throw error instanceof UnreadableDiagram ? new CannotRun(`A diagram cannot be read: ${error.message}`) : error
  }
}

export function asText([before, after]: Sides, changes: Change[], locale: Locale): string {
  const head = before ? `${after.bundle.matter.name}  ${before.from} → ${after.from}` : `${after.bundle.matter.name}  ${after.from}\n${translate(locale, 'matters.change.newMatter')}`
  if (changes.length === 0) return `${head}\n${translate(locale, 'matters.change.none')}`
  const parts = areas.flatMap((area) => {
    const these = changes.filter((change) => change.area === area)
    return these.length === 0 ? [] : ['', areaName(area, locale), ...these.map((change) => `  ${sentenceOf(change, locale).replaceAll('\n', '\n    ')}${placeOf(change)}`)]
  })
  return [head, ...parts].join('\n')
}

function placeOf({ file, place }: Change): string {
  return file === '' ? '' : `  [${place === '' ? file : `${file}#${place}`}]`
}

export function asJson([before, after]: Sides, changes: Change[], locale: Locale): string {
  const side = ({ from, bundle: { hash } }: Side): object => ({ from, hash })
  return jsonText({ matter: after.bundle.matter.code, before: before ? side(before) : null, after: side(after), changes: changes.map((change) => ({ ...change, sentence: sentenceOf(change, locale) })) }, 2)
}
