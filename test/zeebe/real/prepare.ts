/**
 * Fetches Java libraries (a real Zeebe above all) through the mvn client and compiles our small mains against them, once per version, into
 * .cache/. Starting them is test/zeebe/real.ts's affair.
 */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findJdk } from './jdk.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const CACHE = join(HERE, '../../../.cache')
const run = promisify(execFile)

export interface Prepared {
  java: string
  classPath: string
}

/** The in-memory engine of the test library (it brings Java's official client along), or the whole durable product. */
export type Artifact = 'zeebe-process-test-engine' | 'zeebe-broker'

/** The database of the test library in memory, without its slowness (the files say in what). */
const INSTEAD = ['InMemoryDbTransaction', 'InMemoryDbColumnFamilyIterationContext'].map((name) => join(HERE, 'db', `${name}.java`))

/**
 * What is needed to run `source`, a Java file of this folder or below, against an artifact of this exact version (for instance
 * '8.8.21'); fetches and compiles what is not there yet.
 */
export function prepare(version: string, source = 'RealZeebe.java', artifact: Artifact = 'zeebe-process-test-engine'): Promise<Prepared> {
  return prepareProgram({
    what: `${artifact} ${version}`, source: join(HERE, source), instead: artifact === 'zeebe-process-test-engine' ? INSTEAD : [], pom: join(HERE, 'pom.xml'), properties: { 'zeebe.artifact': artifact, 'zeebe.version': version },
    cache: join('zeebe', version), oldestJdk: 21,
  })
}

export interface Program {
  /** What is fetched, for messages. */
  what: string
  /** A Java file, without a package. */
  source: string
  /** Java files whose classes stand before the libraries' own of the same names. */
  instead?: readonly string[]
  /** Names the libraries of its class path. */
  pom: string
  properties: Record<string, string>
  /** Folder under .cache for the libraries and the classes: of its own for each set of libraries. */
  cache: string
  oldestJdk: number
}

/** Fetches the libraries through Maven and compiles the program, each once. @throws Error with one sentence where JDK, Maven or a library is missing. */
export async function prepareProgram({ what, source, instead = [], pom, properties, cache, oldestJdk }: Program): Promise<Prepared> {
  const jdk = findJdk(process.env, oldestJdk)
  if (!jdk) {
    throw new Error(`${what} needs a JDK ${oldestJdk} or later; none was found in JAVA_HOME, PATH or the system's JVM folder. Install one, or set JAVA_HOME to it.`)
  }
  const folder = join(CACHE, cache)
  mkdirSync(folder, { recursive: true })
  const lib = join(folder, 'lib')
  const sources = [source, ...instead]
  const classes = join(folder, `classes-${hashOf(sources)}`)
  await oneAtATime(join(CACHE, 'zeebe', 'fetch.lock'), async () => {
    if (!existsSync(lib)) await landWhole(lib, (target) => fetchJars(what, pom, properties, target, jdk))
    if (!existsSync(classes)) await landWhole(classes, (target) => compile(sources, jdk, lib, target))
  })
  return { java: join(jdk, 'bin/java'), classPath: [classes, join(lib, '*')].join(delimiter) }
}

async function fetchJars(what: string, pom: string, properties: Record<string, string>, target: string, jdk: string): Promise<void> {
  const empty = join(CACHE, 'maven/empty')
  mkdirSync(empty, { recursive: true })
  const args = [
    '-B', '-q', '-s', join(HERE, 'settings.xml'), '-f', pom,
    `-Dmaven.repo.local=${join(CACHE, 'maven/repository')}`, `-Dtongban.empty=${empty}`, ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${target}`,
  ]
  try {
    await run('mvn', args, { env: { ...process.env, JAVA_HOME: jdk }, maxBuffer: 64 << 20 })
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { stdout?: string }
    if (failure.code === 'ENOENT') throw new Error(`${what} is fetched with Maven, and there is no \`mvn\` on the PATH. Install Maven 3.8 or later.`)
    throw new Error(`Maven could not fetch ${what}: ${lastLines(failure.stdout || failure.message)}`)
  }
}

async function compile(files: readonly string[], jdk: string, lib: string, target: string): Promise<void> {
  await run(join(jdk, 'bin/javac'), ['-nowarn', '-d', target, '-cp', join(lib, '*'), ...files], { maxBuffer: 64 << 20 })
}

/** A fetch that is broken off must not be taken for a finished one: the folder gets its name last. */
async function landWhole(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const half = `${target}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half)
  await fill(half)
  renameSync(half, target)
}

/** Maven's local repository does not stand two writers, and test files run in processes of their own: the holder's pid is in the lock. */
async function oneAtATime(lock: string, work: () => Promise<void>): Promise<void> {
  while (!take(lock)) await pause(200)
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch {
    if (!holderLives(lock)) rmSync(lock, { force: true })
    return false
  }
}

function holderLives(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    if (pid) process.kill(pid, 0); // an empty file is a holder between open and write
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const hashOf = (files: readonly string[]): string => createHash('sha256').update(files.map((file) => readFileSync(file, 'utf8')).join('')).digest('hex').slice(0, 12)
const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join(' | ')
