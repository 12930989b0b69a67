/**
 * Builds what browsers load into .build/assets: one style sheet (Tabler cut to what is used, then ours), the rooms'
 * programs, each with its content's hash in its name and packed as br and gz; and the icons that pages draw. Does nothing when nothing changed.
 * Plain JavaScript on purpose: setup runs it before anything else works.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { transformSync } from 'esbuild'
import { buildModeler } from './assets/modeler.mjs'
import { buildPrograms } from './assets/programs.mjs'
import { manifestOf, publish } from './assets/publish.mjs'
import { purge, wordsOf } from './assets/purge.mjs'
import { iconShapes, usedIcons } from './assets/icons.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, '.build/assets')
const TABLER = 'node_modules/@tabler/core/dist/css/tabler.min.css'
export const BROWSERS = ['chrome100', 'firefox100', 'safari15.4', 'edge100']
const PACKED = new Set(['.css', '.js', '.svg', '.json'])

/** @returns {Promise<{built: boolean, files: number}>} */
export async function buildAssets() {
  const inputs = inputsHash()
  if (manifestOf(out)?.inputs === inputs) return { built: false, files: 0 }
  const work = `${out}.${process.pid}`
  rmSync(work, { recursive: true, force: true })
  const manifest = { inputs, names: {}, files: [], icons: iconShapes(root, usedIcons([...views(), ...serverCode()].map(read))) }
  const put = (name, data) => {
    const file = name.replace(/(\.[a-z0-9]+)$/, `.${hash(data)}$1`)
    write(work, file, data, manifest)
    manifest.names[name] = file
  }
  /** A part that others import by a name the bundler gave it, hash and all. */
  const putAs = (name, data) => write(work, name, data, manifest)
  put('web/app.css', styleSheet())
  put('web/favicon.svg', readFileSync(join(root, 'server/web/assets/favicon.svg')))
  for (const { name, data } of await buildPrograms(root, rooms(), BROWSERS)) put(name, data)
  for (const { name, data, named } of await buildModeler(root, BROWSERS)) named ? putAs(name, data) : put(name, data)
  for (const [name, folder] of copies()) copyFolder(work, name, join(root, folder), manifest)
  publish(work, out, manifest, Date.now())
  removeUnfinished()
  return { built: true, files: manifest.files.length }
}

/** What builds that were broken off have left. */
function removeUnfinished() {
  for (const name of readdirSync(dirname(out))) {
    const [, pid] = /^assets\.(?:old-)?(\d+)$/.exec(name) ?? []
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(dirname(out), name), { recursive: true, force: true })
  }
}

function styleSheet() {
  const own = ['web', ...rooms().filter((room) => room !== 'web')].flatMap((room) => styleFiles(room))
  const words = wordsOf([...views(), ...programs()].map(read))
  const css = [purge(read(join(root, TABLER)), words), ...own.map(read)].join('\n')
  return Buffer.from(transformSync(css, { loader: 'css', minify: true, target: BROWSERS, legalComments: 'none' }).code)
}

/** Ours in the order of their numbers (10-tokens.css, 20-base.css …), a room's own style.css after them. */
function styleFiles(room) {
  return list(`server/${room}/assets`).filter((file) => room === 'web' ? file.endsWith('.css') : file.endsWith('/style.css')).sort()
}

function rooms() {
  return readdirSync(join(root, 'server'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
}

function views() {
  return rooms().flatMap((room) => ['views', 'layouts', 'components'].flatMap((folder) => list(`server/${room}/${folder}`))).filter((file) => file.endsWith('.hbs'))
}

/** Programs that make markup of their own. */
function programs() {
  return rooms().flatMap((room) => list(`server/${room}/assets`)).filter((file) => file.endsWith('.ts'))
}

function serverCode() {
  return rooms().flatMap((room) => list(`server/${room}`)).filter((file) => file.endsWith('.ts'))
}

function copies() {
  return rooms().flatMap((room) => {
    const file = join(root, `server/${room}/assets/copy.json`)
    return existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : []
  })
}

function copyFolder(work, name, folder, manifest) {
  const files = list(relative(root, folder)).sort()
  const target = `${name}.${hash(Buffer.concat(files.map((file) => readFileSync(file))))}`
  for (const file of files) write(work, `${target}/${relative(folder, file)}`, readFileSync(file), manifest)
  manifest.names[`${name}/`] = `${target}/`
}

function write(work, file, data, manifest) {
  const path = join(work, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, data)
  manifest.files.push(file)
  if (!PACKED.has(extname(file)) || data.length < 1000) return
  const quality = data.length > 100_000 ? 6 : 11 // the large ones take seconds above that, for a twentieth less
  for (const [suffix, packed] of [['.br', brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })], ['.gz', gzipSync(data, { level: 9 })]]) {
    writeFileSync(path + suffix, packed)
    manifest.files.push(file + suffix)
  }
}

/** Everything the result depends on: sources by content, packages by the lock file. */
function inputsHash() {
  const sum = createHash('sha256')
  const scripts = [fileURLToPath(import.meta.url), ...list('scripts/assets'), ...list('modeler'), ...['processes/rules', 'processes/play'].flatMap(list).filter((file) => file.endsWith('.ts')), ...list('server/web/messages')]
  const own = rooms().flatMap((room) => list(`server/${room}/assets`))
  for (const file of new Set([...views(), ...own, ...serverCode(), ...scripts, join(root, 'package-lock.json')])) sum.update(relative(root, file)).update(readFileSync(file))
  return sum.digest('hex')
}

function list(folder) {
  const path = join(root, folder)
  if (!existsSync(path) || !statSync(path).isDirectory()) return []
  return readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function read(file) {
  return readFileSync(file, 'utf8')
}

function hash(data) {
  return createHash('sha256').update(data).digest('hex').slice(0, 12)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now()
  const { built, files } = await buildAssets()
  console.log(built ? `assets: ${files} files in ${Math.round(performance.now() - started)} ms` : 'assets: up to date')
}
