/** The built program: what is started is always the source as it is now, wherever the checkout lies, and a build somebody runs from stays. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRIES = ['server/engine/main.ts', 'server/letters/pdf/thread.ts', 'scripts/tongban.ts', 'scripts/tongban/check/worker.ts', 'scripts/operations.ts', 'scripts/demo.ts']
const DAY_MS = 24 * 3_600_000
let dir: string
let checkout: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tongban-program-'))
  checkout = join(dir, '通办 样例 #1 50%')
  for (const file of ['scripts/program.mjs', 'server/program.mjs', 'server/start/hold.mjs', 'scripts/run.mjs', 'scripts/setup.mjs', 'package-lock.json', 'tsconfig.json']) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    copyFileSync(join(root, file), join(checkout, file))
  }
  mkdirSync(join(checkout, 'node_modules'))
  for (const name of ['esbuild', '@esbuild', 'pg']) symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name))
  const lock = readFileSync(join(root, 'package-lock.json'))
  write('node_modules/.tongban-lock', createHash('sha256').update(lock).update(process.versions.modules).digest('hex')) // as set-up leaves it
  for (const file of ENTRIES) write(file, 'export {}')
  write('server/main.ts', `
    import { readFileSync } from 'node:fs'
    import pg from 'pg'
    import { word } from './word.ts'
    import words from './words.json' with { type: 'json' }
    const { late } = await import('./late.ts')
    const say: string = readFileSync(new URL('./beside.txt', import.meta.url), 'utf8') + import.meta.dirname
    console.log(JSON.stringify({ word, more: words.more, late, say, pg: typeof pg.Client }))`)
  write('server/word.ts', 'export const word: string = "one"')
  write('server/words.json', '{"more":"多"}')
  write('server/late.ts', 'export const late = "late"')
  write('server/beside.txt', 'beside ')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true })
  writeFileSync(join(checkout, file), text)
}

function node(program: string, env: NodeJS.ProcessEnv = {}): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: checkout, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } })
}

const builder = (): string => JSON.stringify(pathToFileURL(join(checkout, 'scripts/program.mjs')).href)
const runner = (): string => JSON.stringify(pathToFileURL(join(checkout, 'server/program.mjs')).href)

function built(): string {
  const { stdout, stderr } = node(`const { buildProgram } = await import(${builder()}); console.log(await buildProgram())`)
  if (stdout === '') throw new Error(stderr)
  return stdout.trim()
}

/** What server/main.ts says when it is run from a build. */
function says(build: string): unknown {
  const { stdout, stderr } = node(`const { run } = await import(${runner()}); await run(${JSON.stringify(join(checkout, 'server/main.ts'))})`, { TONGBAN_PROGRAM: build })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

test('is made once, runs as the source would, and is made anew for every change of a source', () => {
  const first = built()
  const said = { word: 'one', more: '多', late: 'late', say: `beside ${join(checkout, 'server')}`, pg: 'function' }
  expect(says(first)).toEqual(said)
  expect(readdirSync(first)).toContain('server')
  expect(built()).toBe(first)
  const changes: [file: string, text: string, said: object][] = [
    ['server/word.ts', 'export const word: string = "two"', { word: 'two' }], // of the same length as before, within the same second
    ['server/words.json', '{"more":"更"}', { word: 'two', more: '更' }],
    ['server/late.ts', 'export const late = "soon"', { word: 'two', more: '更', late: 'soon' }],
  ]
  for (const [file, text, change] of changes) {
    write(file, text)
    expect(says(built())).toEqual({ ...said, ...change })
  }
  write('server/word.ts', 'export const word: string = "one"')
  write('server/words.json', '{"more":"多"}')
  write('server/late.ts', 'export const late = "late"')
  expect(built()).toBe(first)
}, 60_000)

test('of other packages is another one', () => {
  const first = built()
  write('package-lock.json', '{}')
  expect(built()).not.toBe(first)
  copyFileSync(join(root, 'package-lock.json'), join(checkout, 'package-lock.json'))
}, 60_000)

test('is made anew for a file of a package that is built into it, also under the same lock file', () => {
  const main = readFileSync(join(checkout, 'server/main.ts'), 'utf8')
  const packed = (version: string): void => {
    write('node_modules/words/package.json', '{"name":"words","version":"1.0.0"}')
    write('node_modules/words/words.json', `{"version":"${version}"}`)
  }
  packed('one')
  write('server/main.ts', "import words from 'words/words.json' with { type: 'json' }\nconsole.log(JSON.stringify(words.version))")
  expect(says(built())).toBe('one')
  packed('two')
  expect(says(built())).toBe('two')
  write('server/main.ts', main)
}, 60_000)

test('goes after a day without use, but not while somebody runs from it', () => {
  const [used, left] = ['1', '2'].map((word) => {
    write('server/word.ts', `export const word: string = "${word}"`)
    return built()
  })
  node(`const { useBuild } = await import(${builder()}); useBuild(${JSON.stringify(left)})`) // a process that has ended
  mkdirSync(join(used!, 'used-by'), { recursive: true })
  writeFileSync(join(used!, 'used-by', String(process.pid)), '')
  const before = new Date(Date.now() - 2 * DAY_MS)
  for (const folder of [used!, left!]) utimesSync(folder, before, before)
  mkdirSync(join(checkout, '.build/program/making-99999999'))
  write('server/word.ts', 'export const word: string = "3"')
  built()
  expect([existsSync(used!), existsSync(left!)]).toEqual([true, false])
  expect(readdirSync(join(checkout, '.build/program')).filter((name) => name.startsWith('making') || name.startsWith('current-'))).toEqual([])
}, 60_000)

test('of two starts at once is one', () => {
  write('server/word.ts', 'export const word: string = "both"')
  const { stdout, stderr } = node(`
    import { spawn } from 'node:child_process'
    const one = () => new Promise((resolve) => { let said = ''; const child = spawn(process.execPath, ['--input-type=module', '-e', 'const { buildProgram } = await import(process.argv[1]); console.log(await buildProgram())', ${builder()}], { stdio: ['ignore', 'pipe', 'inherit'] }); child.stdout.on('data', (text) => { said += text }); child.once('close', () => resolve(said.trim())) })
    console.log(JSON.stringify(await Promise.all([one(), one()])))`)
  expect(stderr).toBe('')
  const [one, other] = JSON.parse(stdout) as string[]
  expect(one).toBe(other)
  expect(says(one!)).toMatchObject({ word: 'both' })
  expect(basename(dirname(one!))).toBe('program')
}, 60_000)

test('is all the command line needs: what browsers load is not built for it', () => {
  // this checkout has no scripts/assets.mjs at all
  write('scripts/tongban.ts', 'console.log(JSON.stringify(process.argv.slice(2)), process.env.TONGBAN_PROGRAM === undefined)')
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/tongban.ts', 'check', '样例'], { cwd: checkout, encoding: 'utf8', env: { PATH: process.env.PATH } })
  expect([stdout, stderr]).toEqual(['["check","样例"] false\n', ''])
}, 60_000)

test('that cannot be made true to the source is refused in a sentence', () => {
  write('server/word.ts', 'export const word: string = import.meta.filename')
  expect(node(`const { buildProgram } = await import(${builder()}); await buildProgram()`).stderr).toContain('server/word.ts uses a part of import.meta that scripts/program.mjs does not carry into the built program.')
}, 60_000)
