/**
 * The hold on a data folder, in plain JavaScript without packages: scripts/run.mjs takes it before anything is installed or built, and the
 * server, in the same process, takes it over. What is a sentence for people about it is in dataFolder.ts.
 */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

/** Holds that the launcher of this process took ahead, by the folder's one true path. */
const ahead = new Map()

/**
 * @param {string} dataDir made when it is not there
 * @returns {Promise<{ release(): Promise<void> }>}
 * @throws Error with one sentence when the folder cannot be used or another process holds it.
 */
export async function hold(dataDir) {
  const folder = usable(dataDir)
  const taken = ahead.get(folder)
  if (taken !== undefined) {
    ahead.delete(folder)
    return taken
  }
  const file = join(dataDir, 'server.pid')
  const socket = await listen(folder)
  if (socket === null) throw new Error(`Tongban is running already on ${dataDir} (process ${pidIn(file)}). End that one, or set DATA_DIR to another folder.`)
  try {
    writeFileSync(file, String(process.pid))
  } catch (error) {
    socket.close()
    throw unusable(dataDir, error)
  }
  return {
    release: async () => {
      rmSync(file, { force: true })
      await new Promise((resolve) => socket.close(resolve))
    },
  }
}

/**
 * Holds a folder for the server that this process is about to become.
 * @param {string} dataDir
 */
export async function holdAhead(dataDir) {
  const taken = await hold(dataDir)
  const folder = realpathSync(dataDir)
  ahead.set(folder, taken)
  // a start that ends before the server took over leaves no number behind
  process.once('exit', () => { if (ahead.has(folder)) rmSync(join(dataDir, 'server.pid'), { force: true }) })
}

/** The folder's one true path. */
function usable(dataDir) {
  try {
    makeFolder(dataDir)
    accessSync(dataDir, constants.W_OK)
    return realpathSync(dataDir)
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

/** mkdir -p one step at a time: Node's own tries for ever where a file system takes no folders (/proc, /sys). */
function makeFolder(path) {
  if (existsSync(path) && statSync(path).isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}

function unusable(dataDir, error) {
  return new Error(`The data folder ${dataDir} cannot be used (${error.message}). Make it a writable folder, or set DATA_DIR to another one.`)
}

/**
 * Holds anything that has a name, until closed.
 * @returns the socket that holds it; null: another process does. Linux's abstract sockets have no file that could be left behind.
 */
export function listen(what) {
  const name = `\0tongban-${createHash('sha256').update(what).digest('hex').slice(0, 40)}`
  const server = createServer((socket) => socket.destroy())
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(name, () => resolve(server))
  })
}

function pidIn(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'unknown' // it is just starting, or just ending
  }
}
