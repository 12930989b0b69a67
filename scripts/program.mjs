/**
 * Builds the programs people start (ENTRIES) into .build/program/, TypeScript and hundreds of files made into a few, packages left where
 * they are: started so, a server loads in half the time. A build is used only while every source it was made of has the same content.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const builds = join(root, '.build/program')
const pointer = join(builds, 'current.json')
const ENTRIES = ['server/main.ts', 'server/engine/main.ts', 'server/letters/pdf/thread.ts', 'scripts/tongban.ts', 'scripts/tongban/check/worker.ts', 'scripts/operations.ts', 'scripts/demo.ts']
/** What the result depends on besides the sources: how it is built, with which packages. */
const MANNER = ['scripts/program.mjs', 'package-lock.json', 'tsconfig.json']
const KEPT_MS = 24 * 3_600_000

/**
 * The folder of a build that is true to the sources as they are now, made if there is none. A file of it is named as its source, with .mjs.
 * @returns {Promise<string>}
 * @throws the file system's error where .build cannot be written
 */
export async function buildProgram() {
  const found = current()
  return found ?? make()
}

/** Is this a program that is built, by its absolute path? */
export function isBuilt(source) {
  return ENTRIES.includes(relative(root, source))
}

/** Notes that this process runs from a build, which is kept as long; lazily loaded parts, threads and the engine's next life come from it. */
export function useBuild(folder) {
  const mark = join(folder, 'used-by', String(process.pid))
  try {
    mkdirSync(dirname(mark), { recursive: true })
    writeFileSync(mark, '')
    process.once('exit', () => rmSync(mark, { force: true }))
  } catch {
    // a checkout that cannot be written: nobody clears it away either
  }
}

/** The build last made, if it is still true. */
function current() {
  try {
    const { folder, manner, inputs } = JSON.parse(readFileSync(pointer, 'utf8'))
    const path = join(builds, folder)
    if (manner !== mannerNow() || !existsSync(path)) return null
    return Object.entries(inputs).every(([file, sum]) => hash(readFileSync(join(root, file))) === sum) ? path : null
  } catch {
    return null // none was made, or a source is gone
  }
}

async function make() {
  const manner = mannerNow() // before the sources are read: what changes meanwhile makes the next start build again
  const work = join(builds, `making-${process.pid}`)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const inputs = {}
  const { build, stop } = await import('esbuild')
  await build({
    absWorkingDir: root, entryPoints: ENTRIES, outbase: root, outdir: work, outExtension: { '.js': '.mjs' }, chunkNames: 'parts/[name]-[hash]',
    bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20', sourcemap: 'linked', sourcesContent: false, logLevel: 'error', plugins: [asInSource(inputs)],
  })
  await stop()
  const folder = hash(JSON.stringify([manner, Object.entries(inputs).sort()])).slice(0, 16)
  const place = join(builds, folder)
  if (!existsSync(place)) rename(work, place)
  rmSync(work, { recursive: true, force: true }) // still there when the sources are again what they once were
  const next = join(builds, `current-${process.pid}.json`)
  writeFileSync(next, JSON.stringify({ folder, manner, inputs }))
  renameSync(next, pointer)
  utimesSync(place, new Date(), new Date())
  clear(folder)
  return place
}

/** Another start may have been faster; then its build is as good. */
function rename(work, place) {
  try {
    renameSync(work, place)
  } catch (error) {
    if (!existsSync(place)) throw error
  }
}

/**
 * Code finds its files beside it as it does in the source: import.meta is the source's. Packages and plain JavaScript of ours (which the
 * launcher has loaded already, with its state) stay outside. `inputs` is filled with the content that was built, by file.
 */
function asInSource(inputs) {
  const read = (path) => {
    const data = readFileSync(path)
    inputs[relative(root, path)] = hash(data)
    return data.toString()
  }
  return {
    name: 'as in the source',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\..*\.mjs$/ }, ({ path, resolveDir }) => ({ path: pathToFileURL(resolve(resolveDir, path)).href, external: true }))
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind === 'entry-point' || path.endsWith('.json') ? undefined : { path, external: true }))
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({ loader: 'ts', contents: placed(read(path), path) }))
      onLoad({ filter: /\.json$/ }, ({ path }) => ({ loader: 'json', contents: read(path) }))
    },
  }
}

function placed(text, path) {
  if (!text.includes('import.meta')) return text
  const own = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)).replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
  if (own.includes('import.meta')) throw new Error(`${relative(root, path)} uses a part of import.meta that scripts/program.mjs does not carry into the built program. Use import.meta.url or import.meta.dirname.`)
  return own
}

/** Builds that nobody runs from and that are older than a day (a developer makes dozens of them), and what a broken off one has left. */
function clear(kept) {
  for (const { name } of readdirSync(builds, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== kept)) {
    const folder = join(builds, name)
    const [, maker] = /^making-(\d+)$/.exec(name) ?? []
    if (maker === undefined ? Date.now() - statSync(folder).mtimeMs < KEPT_MS || users(folder).some(lives) : lives(maker)) continue
    rmSync(folder, { recursive: true, force: true })
  }
}

function lives(pid) {
  return existsSync(`/proc/${pid}`)
}

function users(folder) {
  const marks = join(folder, 'used-by')
  return existsSync(marks) ? readdirSync(marks) : []
}

function mannerNow() {
  const sum = createHash('sha256').update(root)
  for (const file of MANNER) sum.update(readFileSync(join(root, file)))
  return sum.digest('hex')
}

function hash(data) {
  return createHash('sha256').update(data).digest('hex')
}
