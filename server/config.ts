/**
 * The settings, read from the environment once and checked at start. Nothing else reads the environment
 * (but the crash switches of tests). A wrong setting ends the start with one sentence.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'

export interface Config {
  host: string
  port: number
  dataDir: string
  /** A PostgreSQL of one's own; null = the embedded one in `dataDir`. */
  databaseUrl: string | null
  enginePort: number
  /** host:port of a Zeebe gateway for new cases; null = the embedded engine. */
  zeebeAddress: string | null
  /** The name of an installation that is gone for good and whose Zeebe is now ours; null = none. */
  zeebeTakeOver: string | null
  /** Sample organisation and accounts are loaded. Only on loopback. */
  sample: boolean
  /** Where people reach the public pages: printed as QR on permits. */
  publicUrl: string
  processesDir: string
  formsDir: string
  /** The git repository that matters are proposed and published in; null = the one whose root this folder is, where it is one. */
  processesRepository: string | null
  /** The branch that holds what is published. Never one that somebody has checked out. */
  processesBranch: string
  /** Days after which a draft nobody touched is forgotten, with its files. */
  draftDays: number
  /** Addresses and CIDR ranges of proxies that are believed about the caller's address; empty = none. */
  trustProxy: string[]
  /** The least that is logged: `warn` leaves out what a person need not act on. */
  logLevel: LogLevel
}

export const LOG_LEVELS = ['error', 'warn', 'info'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export class ConfigError extends Error {}

/**
 * @throws ConfigError with one sentence that says what was wanted, what was found and what to do.
 */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const host = env.HOST?.trim() || '127.0.0.1'
  const sample = flag(env, 'TONGBAN_SAMPLE', isLoopback(host))
  if (sample && !isLoopback(host)) {
    throw new ConfigError(
      `The sample accounts have public passwords and are served on loopback only, but HOST is ${host}. Set TONGBAN_SAMPLE=0 or HOST=127.0.0.1.`,
    )
  }
  const [pages, engine] = [port(env, 'PORT', 3000), port(env, 'ENGINE_PORT', 26500)]
  if (pages === engine) throw new ConfigError(`PORT and ENGINE_PORT are both ${pages}, but pages and engine need a port each. Set one of them to another free port.`)
  return {
    host,
    port: pages,
    dataDir: resolve(root, env.DATA_DIR?.trim() || 'data'),
    databaseUrl: databaseUrl(env.DATABASE_URL?.trim()),
    enginePort: engine,
    zeebeAddress: address(env.ZEEBE_ADDRESS?.trim()),
    zeebeTakeOver: takeOver(env.ZEEBE_TAKE_OVER?.trim()),
    sample,
    publicUrl: publicUrl(env.PUBLIC_URL?.trim(), host, pages),
    processesDir: resolve(root, 'processes'),
    formsDir: resolve(root, 'forms'),
    processesRepository: env.PROCESSES_REPOSITORY?.trim() ? resolve(root, env.PROCESSES_REPOSITORY.trim()) : null,
    processesBranch: branch(env.PROCESSES_BRANCH?.trim()),
    draftDays: days(env, 'DRAFT_DAYS', 90),
    trustProxy: trustProxy(env.TRUST_PROXY?.trim()),
    logLevel: logLevel(env.LOG_LEVEL?.trim()),
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function port(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name]?.trim()
  if (!text) return preset
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    throw new ConfigError(`${name} must be a port number from 1 to 65535, but is "${text}". Set it to a free port or leave it out for ${preset}.`)
  }
  return value
}

function branch(text: string | undefined): string {
  if (!text) return 'published'
  if (!/^[A-Za-z0-9][\w-]*(\/[\w-]+)*$/.test(text) || text.startsWith('proposals/')) {
    throw new ConfigError(`PROCESSES_BRANCH must be the name of a branch of letters, digits, - and _ (not below proposals/), but is "${text}". Correct it, or leave it out for "published".`)
  }
  return text
}

function days(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name]?.trim()
  if (!text) return preset
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new ConfigError(`${name} must be a number of days from 1 to 9999, but is "${text}". Correct it, or leave it out for ${preset}.`)
  return Number(text)
}

function databaseUrl(text: string | undefined): string | null {
  if (!text) return null
  if (!/^postgres(ql)?:\/\/\S+$/.test(text) || !URL.canParse(text)) {
    throw new ConfigError('DATABASE_URL must look like postgres://user:password@host:5432/database. Correct it, or leave it out to use the embedded PostgreSQL.')
  }
  return text
}

function publicUrl(text: string | undefined, host: string, at: number): string {
  if (!text) return `http://${host.includes(':') ? `[${host}]` : host}:${at}`
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new ConfigError(`PUBLIC_URL must be the address people open, for instance https://sp.example.gov.cn, but is "${text}". Correct it or leave it out.`)
  }
  return text.replace(/\/+$/, '')
}

function address(text: string | undefined): string | null {
  if (!text) return null
  if (!/^[\w.-]+:\d{1,5}$/.test(text)) {
    throw new ConfigError(`ZEEBE_ADDRESS must be host:port (for instance 127.0.0.1:26500), but is "${text}". Correct it, or leave it out to use the embedded engine.`)
  }
  return text
}

function takeOver(text: string | undefined): string | null {
  if (!text) return null
  if (!/^[0-9a-f]{16}$/.test(text)) {
    throw new ConfigError(`ZEEBE_TAKE_OVER must be the 16 digits by which a refused start names the other installation, but is "${text}". Correct it, or leave it out.`)
  }
  return text
}

function trustProxy(text: string | undefined): string[] {
  const proxies = (text ?? '').split(',').map((entry) => entry.trim()).filter(Boolean)
  const wrong = proxies.find((entry) => !isProxy(entry))
  if (wrong !== undefined) {
    throw new ConfigError(`TRUST_PROXY must list the exact addresses or ranges of your own proxies (for instance 10.0.0.2, 10.1.0.0/24), but has "${wrong}". Whoever is trusted may claim any caller's address: correct it, or leave it out.`)
  }
  return proxies
}

/** An address, or a range of at least 8 (IPv6: 16) fixed bits: a wider one is no list of proxies any more but half the world. */
function isProxy(entry: string): boolean {
  const [address = '', bits, more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= (family === 4 ? 8 : 16) && Number(bits) <= (family === 4 ? 32 : 128))
}

function logLevel(text: string | undefined): LogLevel {
  if (!text) return 'warn'
  const level = LOG_LEVELS.find((one) => one === text)
  if (!level) throw new ConfigError(`LOG_LEVEL must be ${LOG_LEVELS.join(', ')}, but is "${text}". Correct it, or leave it out for warn.`)
  return level
}

function flag(env: NodeJS.ProcessEnv, name: string, preset: boolean): boolean {
  const text = env[name]?.trim()
  if (!text) return preset
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  throw new ConfigError(`${name} must be 1 or 0, but is "${text}".`)
}
