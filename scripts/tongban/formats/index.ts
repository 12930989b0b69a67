/** What was judged, told for whoever reads it: a person, a program, or a forge that shows it beside the line. */
import type { Judged } from '../check/judge.ts'
import { jsonText } from '../print.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { junit } from './junit.ts'
import { sarif } from './sarif.ts'
import { text } from './text.ts'

const json = (judged: Judged[]): string => jsonText(judged, 2)

export const formats = { text, json, sarif, junit, github, gitlab } satisfies Record<string, (judged: Judged[]) => string>
export type FormatName = keyof typeof formats
