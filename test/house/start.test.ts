/** The start without starting: what is judged before anything runs, each refusal one sentence that says what to do. */
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { startPostgres } from '../../server/db/postgres.ts'
import { holdDataFolder } from '../../server/start/dataFolder.ts'
import { logAt } from '../../server/start/log.ts'
import { portError, refuseBusyPort } from '../../server/start/ports.ts'

let dir: string
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'tongban-house-')) })
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('Node.js', async () => {
  const { whyNotNode } = (await import(new URL('../../scripts/setup.mjs', import.meta.url).href)) as { whyNotNode(version: string): string | null }

  it('must be 20.19 or newer', () => {
    for (const version of ['18.20.8', '20.18.3', '12.0.0']) expect(whyNotNode(version)).toBe(`Tongban needs Node.js 20.19 or newer, but this is ${version}. Install a newer Node.js, then run the command again.`)
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '25.1.0']) expect(whyNotNode(version)).toBeNull()
  })
})

describe('settings', () => {
  const refusals: Record<string, [env: NodeJS.ProcessEnv, sentence: RegExp]> = {
    'a port that is none': [{ PORT: 'http' }, /^PORT must be a port number from 1 to 65535, but is "http"/],
    'one port for two': [{ PORT: '26500' }, /^PORT and ENGINE_PORT are both 26500, but pages and engine need a port each\. Set one/],
    'a database that is none': [{ DATABASE_URL: 'mysql://root@db/tongban' }, /^DATABASE_URL must look like postgres:\/\/user:password@host:5432\/database/],
    'a gateway without port': [{ ZEEBE_ADDRESS: 'zeebe' }, /^ZEEBE_ADDRESS must be host:port/],
    'an installation that is none': [{ ZEEBE_TAKE_OVER: 'theirs' }, /^ZEEBE_TAKE_OVER must be the 16 digits .*, but is "theirs"/],
    'a proxy that is none': [{ TRUST_PROXY: '10.0.0.2, true' }, /^TRUST_PROXY must list the exact addresses or ranges of your own proxies .*, but has "true"/],
    'a proxy that is everybody': [{ TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY .* but has "0\.0\.0\.0\/0"/],
    'a level that is none': [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be error, warn, info, but is "loud"/],
    'drafts kept for no time': [{ DRAFT_DAYS: '0' }, /^DRAFT_DAYS must be a number of days from 1 to 9999, but is "0"/],
    'sample accounts for the world': [{ HOST: '0.0.0.0', TONGBAN_SAMPLE: '1' }, /^The sample accounts have public passwords and are served on loopback only, but HOST is 0\.0\.0\.0\. Set/],
  }
  for (const [what, [env, sentence]] of Object.entries(refusals)) it(`refuse ${what}`, () => expect(() => readConfig(env, dir)).toThrow(sentence))

  it('leave the sample out where the world can come in', () => {
    expect(readConfig({ HOST: '0.0.0.0' }, dir).sample).toBe(false)
    expect(readConfig({}, dir)).toMatchObject({ sample: true, logLevel: 'warn', host: '127.0.0.1', port: 3000, draftDays: 90 })
  })
})

describe('the data folder', () => {
  it('is one server\'s at a time, by whatever path it is called', async () => {
    const folder = join(dir, 'held')
    const hold = await holdDataFolder(folder)
    await expect(holdDataFolder(join(dir, '.', 'held'))).rejects.toThrow(`Tongban is running already on ${folder} (process ${process.pid}). End that one, or set DATA_DIR to another folder.`)
    await hold.release()
    await (await holdDataFolder(folder)).release()
  })

  it('is free again when its server was killed, whoever has its process number now', async () => {
    const folder = join(dir, 'killed')
    mkdirSync(folder)
    const program = `const { holdDataFolder } = await import(${JSON.stringify(new URL('../../server/start/dataFolder.ts', import.meta.url).href)}); await holdDataFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
    const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => holder.stdout.once('data', resolve))
    await expect(holdDataFolder(folder)).rejects.toThrow(`process ${holder.pid}`)
    const gone = new Promise((resolve) => holder.once('exit', resolve))
    holder.kill('SIGKILL')
    await gone
    writeFileSync(join(folder, 'server.pid'), String(process.pid)) // a living process of another kind bears the number
    await (await holdDataFolder(folder)).release()
  })

  it('is refused when a file stands in its place, or when it cannot be made', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    for (const folder of [file, join(file, 'data'), '/proc/tongban']) await expect(holdDataFolder(folder)).rejects.toThrow(`The data folder ${folder} cannot be used (E`)
  })

  it('is refused with PostgreSQL\'s own reason when the cluster in it is broken, and left as it is', async () => {
    const cluster = join(dir, 'broken', 'postgres')
    mkdirSync(cluster, { recursive: true })
    writeFileSync(join(cluster, 'PG_VERSION'), 'nonsense\n')
    await expect(startPostgres(cluster)).rejects.toThrow(/^PostgreSQL does not start in .*postgres: .*(directory|postgresql\.conf|version).*\. Restore the folder from a backup, or set DATA_DIR to another one\.$/)
    expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8')).toBe('nonsense\n')
  })

  it('is refused when something else stands where the cluster should be', async () => {
    const parent = join(dir, 'foreign')
    mkdirSync(join(parent, 'a', 'postgres'), { recursive: true })
    writeFileSync(join(parent, 'a', 'postgres', 'diary.txt'), '')
    await expect(startPostgres(join(parent, 'a', 'postgres'))).rejects.toThrow(/is not empty and holds no PostgreSQL data\. Empty it, or set DATA_DIR/)
    mkdirSync(join(parent, 'b'))
    writeFileSync(join(parent, 'b', 'postgres'), '')
    await expect(startPostgres(join(parent, 'b', 'postgres'))).rejects.toThrow(/cannot be used \(EEXIST/)
  })
})

describe('a cluster', () => {
  let cluster: string
  beforeAll(async () => {
    cluster = join(dir, 'whole', 'postgres')
    await (await startPostgres(cluster, ['fsync=off'])).stop()
  }, 60_000)
  const starts = async (): Promise<number> => {
    const running = await startPostgres(cluster, ['fsync=off'])
    const { uid } = statSync(`/proc/${running.pid}`)
    await running.stop()
    return uid
  }

  it('without its password is refused, and no other password is made up for it', async () => {
    renameSync(`${cluster}.password`, join(dir, 'password'))
    await expect(startPostgres(cluster)).rejects.toThrow(`The password file ${cluster}.password is missing, without which the data in ${cluster} cannot be opened. Restore it`)
    expect(existsSync(`${cluster}.password`)).toBe(false)
    renameSync(join(dir, 'password'), `${cluster}.password`)
    await starts()
  }, 60_000)

  it('without its version is never called empty', async () => {
    renameSync(join(cluster, 'PG_VERSION'), join(dir, 'PG_VERSION'))
    await expect(startPostgres(cluster)).rejects.toThrow(`The folder ${cluster} holds PostgreSQL data that lack their file PG_VERSION. Restore the folder from a backup`)
    renameSync(join(dir, 'PG_VERSION'), join(cluster, 'PG_VERSION'))
    await starts()
  }, 60_000)

  it.runIf(process.getuid?.() === 0)('stays its owner\'s when root starts it, and starts when root has put back a copy', async () => {
    const give = (uid: number): void => void spawnSync('chown', ['-R', `${uid}:${uid}`, dirname(cluster)])
    spawnSync('chmod', ['a+rx', dir])
    give(4711)
    expect([await starts(), statSync(cluster).uid]).toEqual([4711, 4711])
    give(0)
    expect(await starts()).toBe(statSync(cluster).uid)
    expect(statSync(cluster).uid).not.toBe(0)
  }, 60_000)
})

describe('an update of the checkout', async () => {
  const { publish } = (await import(new URL('../../scripts/assets/publish.mjs', import.meta.url).href)) as { publish(work: string, out: string, manifest: { files: string[] }, now: number): void }
  const DAY = 24 * 3_600_000
  const build = (out: string, files: Record<string, string>, now: number): void => {
    mkdirSync(`${out}.work/web`, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(`${out}.work`, name), text)
    publish(`${out}.work`, out, { files: Object.keys(files) }, now)
  }

  it('keeps what earlier builds served for a quarter of a year: a running server and an open page still ask for it', () => {
    const out = join(dir, 'assets')
    build(out, { 'web/app.1.css': 'one', 'web/icon.svg': 'same' }, 0)
    build(out, { 'web/app.2.css': 'two', 'web/icon.svg': 'same' }, DAY)
    build(out, { 'web/app.3.css': 'three', 'web/icon.svg': 'same' }, 50 * DAY)
    const there = (): string[] => readdirSync(join(out, 'web')).sort()
    expect([there(), readFileSync(join(out, 'web/app.1.css'), 'utf8')]).toEqual([['app.1.css', 'app.2.css', 'app.3.css', 'icon.svg'], 'one'])
    build(out, { 'web/app.4.css': 'four' }, 95 * DAY) // the first was replaced on the first day, the second on the fiftieth
    expect(there()).toEqual(['app.2.css', 'app.3.css', 'app.4.css', 'icon.svg'])
    // a build that goes back to an earlier content is served from it
    build(out, { 'web/app.2.css': 'two' }, 96 * DAY)
    expect(there()).toEqual(['app.2.css', 'app.3.css', 'app.4.css', 'icon.svg'])
    expect((JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { files: string[] }).files).toEqual(['web/app.2.css'])
  })

  it('installs and builds nothing while a server runs on the same data', async () => {
    // a checkout that would have to install first: its lock file is unlike any it was installed from
    const checkout = join(dir, 'checkout')
    for (const folder of ['scripts', 'server/start', 'data']) mkdirSync(join(checkout, folder), { recursive: true })
    for (const file of ['scripts/run.mjs', 'scripts/setup.mjs', 'server/start/hold.mjs']) copyFileSync(new URL(`../../${file}`, import.meta.url), join(checkout, file))
    writeFileSync(join(checkout, 'package-lock.json'), '{}')
    const hold = await holdDataFolder(join(checkout, 'data'))
    const start = spawnSync(process.execPath, ['scripts/run.mjs', 'server/main.ts'], { cwd: checkout, encoding: 'utf8', env: { PATH: process.env.PATH } })
    expect([start.status, start.stdout, start.stderr.trim()]).toEqual([1, '', `Tongban is running already on ${join(checkout, 'data')} (process ${process.pid}). End that one, or set DATA_DIR to another folder.`])
    await hold.release()
  })
})

describe('ports', () => {
  it('are asked before anything is started', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const asked = { setting: 'PORT', host: '127.0.0.1', port }
    await expect(refuseBusyPort(asked)).rejects.toThrow(`Port ${port} is taken by another program. End it, or set PORT to a free port.`)
    await new Promise((resolve) => taken.close(resolve))
    await refuseBusyPort(asked)
  })

  it('say what a person can do about each reason', () => {
    const at = { setting: 'PORT', host: '203.0.113.9', port: 80 }
    expect(portError({ code: 'EACCES' }, at).message).toBe('Port 80 may not be opened by this user. Set PORT to a port above 1023.')
    expect(portError({ code: 'EADDRNOTAVAIL' }, at).message).toMatch(/^203\.0\.113\.9 is no address of this machine/)
    expect(portError({ message: 'odd' }, at).message).toMatch(/^Port 80 on 203\.0\.113\.9 cannot be opened \(odd\)/)
  })
})

describe('the log', () => {
  it('leaves out what is below its level', () => {
    const lines: string[] = []
    const log = logAt('warn', (line) => lines.push(line))
    log.info({}, 'a request')
    log.warn({ matter: 'x' }, 'look here')
    log.error({}, 'broken')
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['look here', 'broken'])
  })
})

it('the lock file names packages, not where they were fetched', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, { resolved?: string }> }
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
})
