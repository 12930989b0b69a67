/**
 * One server a data folder. The hold is a socket name of the kernel's, derived from the folder: it goes when its process goes, however
 * that ends, so no mark of a killed server has to be judged. `server.pid` beside it only tells a second start whom to end.
 */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { ConfigError } from '../config.ts'

export interface Hold {
  release(): Promise<void>
}

/** @throws ConfigError with one sentence when the folder cannot be used or another server works on it. */
export async function holdDataFolder(dataDir: string): Promise<Hold> {
  const file = join(dataDir, 'server.pid')
  const folder = usable(dataDir)
  const held = await hold(folder)
  if (!held) throw new ConfigError(`Tongban is running already on ${dataDir} (process ${pidIn(file)}). End that one, or set DATA_DIR to another folder.`)
  try {
    writeFileSync(file, String(process.pid))
  } catch (error) {
    held.close()
    throw unusable(dataDir, error)
  }
  return {
    release: async () => {
      rmSync(file, { force: true })
      await new Promise((resolve) => held.close(resolve))
    },
  }
}

/** The folder's one true path, made when it is not there. */
function usable(dataDir: string): string {
  try {
    makeFolder(dataDir)
    accessSync(dataDir, constants.W_OK)
    return realpathSync(dataDir)
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

/** mkdir -p one step at a time: Node's own tries for ever where a file system takes no folders (/proc, /sys). */
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}

function unusable(dataDir: string, error: unknown): ConfigError {
  return new ConfigError(`The data folder ${dataDir} cannot be used (${(error as Error).message}). Make it a writable folder, or set DATA_DIR to another one.`)
}

/** Null: another process holds it. Linux's abstract sockets have no file that could be left behind. */
function hold(folder: string): Promise<Server | null> {
  const name = `\0tongban-${createHash('sha256').update(folder).digest('hex').slice(0, 40)}`
  const server = createServer((socket) => socket.destroy())
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', (error: { code?: string }) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(name, () => resolve(server))
  })
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'unknown' // it is just starting, or just ending
  }
}
