/**
 * The embedded PostgreSQL: real server binaries from npm, run in a folder of ours, listening on a socket in that folder and on loopback only.
 * Finds and ends an orphan left by a killed parent; never touches a server it did not start in this folder.
 */
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { binaries, prepareBinaries } from './postgresBinaries.ts'

export interface EmbeddedPostgres {
  url: string
  pid: number
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>
  /** Resolves when the server process ends by itself or by somebody else's hand. */
  ended: Promise<void>
}

export class PostgresError extends Error {}

interface Account { uid: number; gid: number; wrap: string[] }

const USER = 'tongban'
const DATABASE = 'tongban'

/**
 * Starts (and on the first call creates) the cluster in `dir`.
 * @param settings extra `name=value` server settings, for instance `fsync=off` in tests.
 * @throws PostgresError with one sentence when the folder or the binaries cannot be used.
 */
export async function startPostgres(dir: string, settings: string[] = []): Promise<EmbeddedPostgres> {
  prepareBinaries()
  const account = prepareAccount(dir)
  const password = preparePassword(dir)
  await endOrphan(dir)
  if (!existsSync(join(dir, 'PG_VERSION'))) await createCluster(dir, password, account)
  const port = await freePort()
  const args = ['-D', dir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${socketFolder(dir)}`, '-c', 'unix_socket_permissions=0700']
  for (const setting of settings) args.push('-c', setting)
  // A process group of its own: Ctrl+C in a terminal reaches only our process, which then stops things in order.
  const child = launch('postgres', args, account)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = (database: string): string => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}${socketFolder(dir) === '' ? '' : `?host=${encodeURIComponent(dir)}`}`
  await waitUntilReady(url('postgres'), child, dir)
  return {
    url: url(DATABASE),
    pid: child.pid!,
    ended,
    stop: async () => {
      child.ref() // it was let go so as not to keep us alive; now its end is what we wait for
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      await ended
    },
  }
}

/** The address of the server that runs in `dir`, for a program beside it; null when none does. */
export function runningPostgres(dir: string): string | null {
  try {
    const [pid, , , port] = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')
    if (!isPostmasterOf(Number(pid), dir)) return null
    return `postgres://${USER}:${readFileSync(`${dir}.password`, 'utf8').trim()}@127.0.0.1:${Number(port)}/${DATABASE}`
  } catch {
    return null // no such folder, or no server in it
  }
}

/** Longer paths the kernel does not take for a socket; `/.s.PGSQL.65535` comes behind it. */
const LONGEST_SOCKET_FOLDER = 90

/** A local socket costs both ends about half of what loopback TCP does; where the folder's path is too long for one, there is TCP alone. */
function socketFolder(dir: string): string {
  return Buffer.byteLength(dir) <= LONGEST_SOCKET_FOLDER && !/[,"@]/.test(dir) ? dir : ''
}

function launch(binary: 'postgres' | 'initdb', args: string[], account: Account): ChildProcess & { log?: string } {
  const [command, rest, identity] = asAccount(binary, args, account)
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...identity, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }) as ChildProcess & { log?: string }
  child.log = ''
  child.stderr!.on('data', (chunk: Buffer) => { child.log = (child.log + chunk.toString()).slice(-4000) })
  ;(child.stderr as unknown as { unref(): void }).unref()
  child.unref()
  return child
}

function asAccount(binary: 'postgres' | 'initdb', args: string[], account: Account): [string, string[], { uid?: number; gid?: number }] {
  const file = join(binaries(), 'bin', binary)
  const [wrapper, ...wrapped] = account.wrap
  if (wrapper) return [wrapper, [...wrapped, file, ...args], {}]
  return [file, args, account.uid < 0 ? {} : { uid: account.uid, gid: account.gid }]
}

/**
 * PostgreSQL refuses to run as root; then it runs as `postgres` or `nobody`, who owns the folder. Where that user cannot pass a
 * closed folder on the way (a checkout under /root), setpriv hands our right to pass on to it; `no_setuid_fixup` keeps that right
 * in access(2) too, by which PostgreSQL's programs look for each other.
 */
function prepareAccount(dir: string): Account {
  if (process.getuid?.() !== 0) {
    prepareFolder(dir, -1, -1)
    return { uid: -1, gid: -1, wrap: [] }
  }
  const owner = existsSync(join(dir, 'PG_VERSION')) ? statSync(dir) : null
  if (owner !== null && owner.uid !== 0) return reaching(dir, String(owner.uid), owner.uid, owner.gid) // made by an ordinary user's start, and still theirs after ours
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (!user) throw new PostgresError('PostgreSQL does not run as root and this machine has no user "postgres" or "nobody". Run npm start as an ordinary user, or set DATABASE_URL.')
  const [uid, gid] = [Number(user[2]), Number(user[3])]
  if (owner !== null) for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) lchownSync(join(dir, name), uid, gid) // PostgreSQL never runs as root: a copy that root put back
  prepareFolder(dir, uid, gid)
  return reaching(dir, user[0]!, uid, gid)
}

/** @throws PostgresError when the user cannot get at the folder or the programs. */
function reaching(dir: string, user: string, uid: number, gid: number): Account {
  const probes = [[join(binaries(), 'bin', 'initdb'), '--version'], ['ls', dir]] as const
  if (probes.every(([file, ...args]) => spawnSync(file, args, { uid, gid, cwd: '/' }).status === 0)) return { uid, gid, wrap: [] }
  const rights = '+dac_override,+dac_read_search'
  const wrap = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup', `--inh-caps=${rights}`, `--ambient-caps=${rights}`, '--']
  if (probes.every((probe) => spawnSync(wrap[0]!, [...wrap.slice(1), ...probe], { cwd: '/' }).status === 0)) return { uid, gid, wrap }
  throw new PostgresError(`PostgreSQL does not run as root, and the user "${user}" cannot reach ${dir} or ${binaries()}. Move the checkout out of a closed folder, run npm start as an ordinary user, or set DATABASE_URL.`)
}

function prepareFolder(dir: string, uid: number, gid: number): void {
  try {
    mkdirSync(dirname(dir), { recursive: true })
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (uid >= 0 && statSync(dir).uid !== uid) chownSync(dir, uid, gid)
  } catch (error) {
    throw unusable(dir, error)
  }
}

function preparePassword(dir: string): string {
  const file = `${dir}.password`
  if (!existsSync(file) && existsSync(join(dir, 'global/pg_control'))) {
    throw new PostgresError(`The password file ${file} is missing, without which the data in ${dir} cannot be opened. Restore it from a backup, or set DATA_DIR to another folder.`)
  }
  try {
    if (!existsSync(file)) {
      const unfinished = `${file}.new-${process.pid}` // named rightly only when it is whole: we may be killed here too
      writeFileSync(unfinished, randomBytes(18).toString('hex'), { mode: 0o600 })
      renameSync(unfinished, file)
    }
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw unusable(dir, error)
  }
}

function unusable(dir: string, error: unknown): PostgresError {
  return new PostgresError(`The data folder ${dir} cannot be used (${(error as Error).message}). Make it writable, or set DATA_DIR to another folder.`)
}

/** Made under another name and moved to its place when it is whole: a kill in between leaves nothing that looks like a cluster. */
async function createCluster(dir: string, password: string, account: Account): Promise<void> {
  const found = readdirSync(dir)
  if (found.includes('base') || found.includes('global')) throw new PostgresError(`The folder ${dir} holds PostgreSQL data that lack their file PG_VERSION. Restore the folder from a backup, or set DATA_DIR to another one.`)
  if (found.length > 0) throw new PostgresError(`The folder ${dir} is not empty and holds no PostgreSQL data. Empty it, or set DATA_DIR to another folder.`)
  removeUnfinished(dir)
  const pwfile = `${dir}.new-password-${process.pid}`
  const unfinished = `${dir}.new-cluster-${process.pid}`
  writeFileSync(pwfile, password, { mode: 0o600 })
  if (account.uid >= 0) chownSync(pwfile, account.uid, account.gid)
  prepareFolder(unfinished, account.uid, account.gid)
  const [command, rest, identity] = asAccount('initdb', ['-D', unfinished, '-U', USER, '--auth=scram-sha-256', `--pwfile=${pwfile}`,
    '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'], account)
  const wrong = await run(command, rest, { ...identity, env: { ...process.env, LC_ALL: 'C' } })
  rmSync(pwfile, { force: true })
  if (wrong !== null) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new PostgresError(`PostgreSQL could not be set up in ${dir}: ${lastLine(wrong)}. Empty the folder, or set DATA_DIR to another one.`)
  }
  try {
    renameSync(unfinished, dir)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw unusable(dir, error)
  }
}

/** Null when the program ended well, otherwise what it said. It is waited for without holding up our own loading: it takes most of a second. */
function run(command: string, args: string[], options: SpawnOptions): Promise<string | null> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => { said += chunk.toString() })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? null : said))
  })
}

function removeUnfinished(dir: string): void {
  for (const name of readdirSync(dirname(dir))) {
    if (name.startsWith(`${basename(dir)}.new-`)) rmSync(join(dirname(dir), name), { recursive: true, force: true })
  }
}

/** A postmaster that outlived its parent keeps the folder locked: it is asked to end (fast shutdown) before ours starts. */
async function endOrphan(dir: string): Promise<void> {
  const file = join(dir, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!isPostmasterOf(pid, dir)) return // stale file of a machine that went down: PostgreSQL removes it itself
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < 15_000; waited += 100) {
    if (!isPostmasterOf(pid, dir)) return
    await delay(100)
  }
  throw new PostgresError(`An earlier PostgreSQL (process ${pid}) still holds ${dir} and does not end. End it, then start again.`)
}

function isPostmasterOf(pid: number, dir: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir)
  } catch {
    return false
  }
}

async function waitUntilReady(url: string, child: ChildProcess & { log?: string }, dir: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new PostgresError(`PostgreSQL does not start in ${dir}: ${lastLine(child.log ?? '')}. Restore the folder from a backup, or set DATA_DIR to another one.`)
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
      if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => {})
      if ((error as { code?: string }).code === '28P01') {
        throw new PostgresError(`The password file ${dir}.password does not fit the data in ${dir}. Put the right file back, or set DATA_DIR to another folder.`)
      }
      await delay(50)
    }
  }
  throw new PostgresError(`PostgreSQL in ${dir} did not answer within 60 seconds: ${lastLine(child.log ?? '')}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n').filter((line) => /FATAL|ERROR|error|could not|PANIC/.test(line))
  return (lines.at(-1) ?? text.trim().split('\n').at(-1) ?? 'no message').replace(/^.*?(FATAL|PANIC|ERROR): +/, '')
}
