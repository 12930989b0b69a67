/** What the real engines were seen to decide. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answers } from './asking.ts'

export const LINES = ['8.5', '8.8'] as const
export type Line = (typeof LINES)[number]

export const recordingOf = (line: Line): string => fileURLToPath(new URL(`./observed-${line}.json`, import.meta.url))

export function observedOn(line: Line): Record<string, Answers> {
  const file = recordingOf(line)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Answers>) : {}
}
