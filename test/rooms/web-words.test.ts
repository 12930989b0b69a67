/** Every sentence stands in the catalogue in both languages; no view holds one of its own, or markup taken on trust. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { helpers } from '../../server/web/helpers.ts'
import { hasMessage, locales } from '../../server/web/messages.ts'

const server = join(import.meta.dirname, '../../server')
const files = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(end)).map((entry) => join(entry.parentPath, entry.name))
const views = files(server, '.hbs').filter((file) => /\/(views|layouts|components)\//.test(file))
const messages = (locale: string) => Object.fromEntries(readdirSync(join(server, 'web/messages', locale)).map((name) => [name, JSON.parse(readFileSync(join(server, 'web/messages', locale, name), 'utf8')) as Record<string, string>]))

test('both catalogues have the same keys and the same placeholders', () => {
  const [zh, en] = [messages('zh-CN'), messages('en')]
  expect(Object.keys(en)).toEqual(Object.keys(zh))
  for (const [room, texts] of Object.entries(zh)) {
    const others = Object.entries(en[room]!).filter(([key]) => !key.endsWith('.one'))
    expect(others.map(([key]) => key).sort(), room).toEqual(Object.keys(texts).sort())
    for (const [key, text] of others) expect(placeholders(text), `${room} ${key}`).toEqual(placeholders(texts[key]!))
  }
})

test('Chinese sentences are Chinese and use full-width punctuation', () => {
  for (const [room, texts] of Object.entries(messages('zh-CN'))) {
    for (const [key, text] of Object.entries(texts)) expect(/[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]/.test(text), `${room} ${key}: ${text}`).toBe(false)
  }
})

test.each(views.map((file) => [file.slice(server.length + 1), file]))('%s holds no literal and trusts no markup', (_name, file) => {
  const source = readFileSync(file, 'utf8')
  expect(source).not.toContain('{{{')
  expect(source).not.toMatch(/\sstyle="/)
  expect(source).not.toMatch(/\son[a-z]+="/)
  const plain = source.replace(/\{\{!--[\s\S]*?--\}\}/g, '').replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[^}]*\}\}/g, '').replace(/<!doctype html>/g, '')
  const attributes = [...plain.matchAll(/\s(title|alt|placeholder|aria-label|aria-description)="([^"]*)"/g)].map((match) => match[2]!)
  const text = plain.replace(/<[^>]*>/g, '')
  expect([...attributes, text].filter((part) => /\p{L}/u.test(part))).toEqual([])
})

test('every message a view names exists', () => {
  const missing = views.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/[({]t "([^"]+)"/g)].map((match) => match[1]!))
    .filter((key) => !locales.every((locale) => hasMessage(locale, key)))
  expect(missing).toEqual([])
})

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()
}

test('no view names a value like a helper: the helper would answer instead of the value', () => {
  const names = Object.keys(helpers).filter((name) => name !== 'csrf')
  const found = views.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\{\{\s*([A-Za-z]\w*)\s*\}\}/g)].map((match) => match[1]!)
    .filter((name) => names.includes(name)).map((name) => `${file.slice(server.length + 1)}: write {{this.${name}}} instead of {{${name}}}`))
  expect(found).toEqual([])
})
