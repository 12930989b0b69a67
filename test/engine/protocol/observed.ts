/** What the real Zeebe was seen to answer to the table's requests. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Line } from './requests.ts'
import type { Answered } from './send.ts'

export const answersOf = (line: Line): string => fileURLToPath(new URL(`./answers-${line}.json`, import.meta.url))

export function answered(line: Line): Record<string, Answered> {
  return JSON.parse(readFileSync(answersOf(line), 'utf8')) as Record<string, Answered>
}

/** What clients of the durable 8.0 saw in the stories of polls. */
export const POLLS_FILE = fileURLToPath(new URL('./polls-8.0.json', import.meta.url))

export function seenOfPolls(): Record<string, string[]> {
  return JSON.parse(readFileSync(POLLS_FILE, 'utf8')) as Record<string, string[]>
}
