/**
 * Everything a fresh checkout needs before anything else can run: the right Node, the packages of the lock file, the browser assets,
 * the built program.
 * Plain JavaScript without packages, because it runs before they are there. Does nothing, quickly, when all is in place.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listen } from '../server/start/hold.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const WANTED = [20, 19]
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])

/**
 * @param {{ pages: boolean }} wanted `pages: false` leaves out what browsers load, which takes the longest
 * @returns {Promise<string | null>} the folder of the built program; null where the checkout cannot be written, then the sources are run
 */
export async function setup({ pages } = { pages: true }) {
  checkNode()
  const hold = await holdCheckout()
  try {
    installPackages()
    if (pages) await (await import('./assets.mjs')).buildAssets()
    const { buildProgram } = await import('./program.mjs')
    return await buildProgram().catch((error) => UNWRITABLE.has(error.code) ? null : Promise.reject(error))
  } catch (error) {
    if (!UNWRITABLE.has(error.code)) return stop(`This checkout could not be set up: ${error.message}`)
    return stop(`This checkout has to be set up first and cannot be written (${error.message}). Make ${root} writable with room on its disk, or run npm run setup once as the user who owns it.`)
  } finally {
    hold.close()
  }
}

/** One set-up at a time in a checkout: two would install and build into each other. It goes with its process, as the hold on a data folder. */
async function holdCheckout() {
  for (let told = false; ; told = true) {
    const taken = await listen(`setup ${root}`)
    if (taken !== null) return taken
    if (!told) console.error('This checkout is being set up by another start; this one waits for it …')
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
}

function checkNode() {
  const sentence = whyNotNode(process.versions.node)
  if (sentence !== null) stop(sentence)
}

/** What is wrong with a version of Node.js, for instance `18.20.4`; null when it will do. */
export function whyNotNode(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return null
  return `Tongban needs Node.js ${WANTED.join('.')} or newer, but this is ${version}. Install a newer Node.js, then run the command again.`
}

/** `npm ci` when the lock file is not the one node_modules was made from. Install scripts are never run: nothing here needs them. */
function installPackages() {
  const stamp = join(root, 'node_modules', '.tongban-lock')
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(process.versions.modules).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const packages = join(root, 'node_modules')
  // a link leads to another checkout's packages, which npm would empty: this one gets its own
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(packages)
  console.log('Installing packages (once) …')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const result = spawnSync(npm[0], [...npm.slice(1), 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.error) stop(`npm could not be started (${result.error.message}). Install npm, then run the command again.`)
  if (result.status !== 0) stop('The packages could not be installed: npm says why above. Mend that (network, disk space, rights), then run the command again.')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup()
