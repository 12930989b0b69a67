/**
 * The first version of a matter out of the folders beside this: template/ is whole enough to pass the rules, empty/ holds a start event and a
 * guide to be filled in. Both are samples until their author makes them his own, without review and day, so that they take no case. Only the
 * texts are made here; keeping them is the caller's.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isUscc } from '../forms/formats.ts'

/** Where a matter can begin: a whole sample, or an empty drawing. */
export const SOURCES = ['template', 'empty'] as const
export type Source = (typeof SOURCES)[number]

/** Who acts in the template: its steps' candidate groups, and by whom the scenario is played. */
export const ACTING_ROLES: readonly string[] = ['window', 'handler', 'section-chief', 'deputy-head']

/** 行使层级 of the template, and the first half of its basic code: 00 national, 01 permit, 99 no department of the list. */
const LEVEL = '3'
const BASIC = '000199'

export interface NewMatter {
  code: string
  name: string
  body: { id: string; division: string }
  /** 统一社会信用代码 of the body. */
  uscc: string
  /** Role -> login of somebody who has it; a role without one gets a login in the usual manner. */
  officers: Readonly<Record<string, string>>
  /** 实施编码 that are taken: the new one is the next free of the body. */
  taken: readonly string[]
}

/** Folders of processes/ and forms/ that hold no matter. */
const NO_MATTER = new Set(['rules', 'calendar', 'play', 'shared'])

export function isMatterCode(code: string): boolean {
  return /^[a-z][a-z0-9-]{1,63}$/.test(code) && !NO_MATTER.has(code)
}

/** A name goes into JSON, XML and YAML as it stands. */
export function isMatterName(name: string): boolean {
  return /^[^<>&"{}\\\n]{2,100}$/.test(name)
}

/** The body's code as its matters' 实施编码 begin with it; undefined where no matter of it is known. */
export function usccAmong(known: readonly { body: string; implementCode: string }[], body: string): string | undefined {
  return known.map((one) => (one.body === body ? one.implementCode.slice(0, 18) : '')).find(isUscc)
}

/** @returns path within the matter -> text: `matter.json`, `process.bpmn`, `scenarios/<name>.yaml`, `forms/<form>.schema.json` */
export function newMatter(wish: NewMatter, source: Source = 'template'): Record<string, string> {
  const folder = fileURLToPath(new URL(`./${source}`, import.meta.url))
  const words = Object.entries(wordsOf(wish))
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => `${parentPath}/${name}`)
  return Object.fromEntries(paths.sort().map((path) => [
    path.slice(folder.length + 1), words.reduce((text, [word, by]) => text.replaceAll(word, () => by), readFileSync(path, 'utf8')),
  ]))
}

/** What stands for what in the template. */
function wordsOf({ code, name, body, uscc, officers, taken }: NewMatter): Record<string, string> {
  const beginning = `${uscc}${LEVEL}${BASIC}`
  const numbers = taken.filter((one) => one.startsWith(beginning)).map((one) => Number(one.slice(beginning.length)) || 0)
  const number = String(Math.max(0, ...numbers) + 1).padStart(6, '0')
  const logins = ACTING_ROLES.map((role) => [`officer-${role}`, officers[role] ?? `${body.id}-${role}`])
  return {
    'new-body': body.id, 'new-division': body.division, 'new-catalog-code': `${BASIC}${number}`, 'new-implement-code': `${beginning}${number}`,
    ...Object.fromEntries(logins) as Record<string, string>, 'new-matter': code, 新事项: name,
  }
}
