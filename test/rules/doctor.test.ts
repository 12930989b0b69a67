// `npm run tongban -- doctor`: each thing an installation stands on, found whole and found broken, with what to do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createWeb } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asText, examine } from '../../scripts/tongban/doctor.ts'
import { calendar, database, disk, fonts, node, ports, zeebe, type Finding } from '../../scripts/tongban/doctor/probes.ts'

const root = resolve('.')
let folder: string
let taken: Server
let takenPort: number
/** A port that was free a moment ago. */
let freePort: number

const listening = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
const state = ({ state, said }: Finding): [string, string] => [state, said]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-doctor-'))
  taken = createServer((socket) => socket.destroy())
  takenPort = await listening(taken)
  const gone = createServer()
  freePort = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
})
afterAll(() => { taken.close(); rmSync(folder, { recursive: true, force: true }) })

it('tells a whole machine in a line each', async () => {
  const found = await examine({ PORT: String(freePort), ENGINE_PORT: String(freePort + 1), DATA_DIR: folder }, root, new Date('2026-03-01T00:00:00Z'))
  expect(found.map(({ what }) => what)).toEqual(['Node.js', 'settings', 'disk', 'PORT', 'ENGINE_PORT', 'database', 'fonts', 'calendar', 'engine'])
  expect(asText(found).split('\n')).toHaveLength(9)
})

it('tells a wrong setting, and looks no further', async () => {
  const found = await examine({ PORT: 'x' }, root, new Date('2026-03-01T00:00:00Z'))
  expect(found.map(state)[1]).toEqual(['error', expect.stringContaining('PORT must be a port number')])
  expect(found).toHaveLength(2)
})

it('tells an old Node.js and a small disk', async () => {
  expect(state(await node('18.20.8'))).toEqual(['error', expect.stringContaining('Install a newer Node.js')])
  expect([1e8, 1e9, 1e11].map((free) => disk({ dataDir: join(folder, 'not/yet') }, free).state)).toEqual(['error', 'warning', 'ok'])
})

it('tells a port that another program holds from one of our own', async () => {
  expect((await ports({ host: '127.0.0.1', port: takenPort, enginePort: freePort })).map(state)).toEqual([['error', expect.stringMatching(/taken by another program.*PORT/)], ['ok', `${freePort} is free`]])
  const ours = createWeb((request, reply) => reply.end(request.url === '/healthz' ? '{"status":"ok"}' : ''))
  const port = await listening(ours)
  expect((await ports({ host: '127.0.0.1', port, enginePort: takenPort })).map(state)).toEqual([['ok', `Tongban runs on port ${port}`]])
  ours.closeAllConnections()
  ours.close()
})

it('tells a database that does not answer', async () => {
  expect(state(await database({ databaseUrl: `postgres://u:secret@127.0.0.1:${freePort}/d`, dataDir: folder }))).toEqual(['error', expect.not.stringContaining('secret')])
  expect(state(await database({ databaseUrl: null, dataDir: folder }))).toEqual(['ok', 'embedded PostgreSQL, not running'])
})

it('tells a font that cannot be read, and a year without working days', () => {
  expect(fonts({ dataDir: folder }).state).toBe('ok')
  mkdirSync(join(folder, 'fonts'))
  writeFileSync(join(folder, 'fonts/broken.ttf'), 'no font')
  expect(state(fonts({ dataDir: folder }))).toEqual(['error', expect.stringContaining('take the broken file out')])
  expect(state(calendar({ processesDir: join(root, 'processes') }, new Date('2090-01-01T00:00:00Z')))).toEqual(['warning', expect.stringContaining('processes/calendar/')])
  expect(calendar({ processesDir: folder }, new Date('2026-03-01T00:00:00Z')).state).toBe('error')
})

it('tells whether a gateway answers', async () => {
  const server = new GrpcServer()
  const port = await new Promise<number>((resolve, reject) => server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port))))
  const now = new Date()
  expect(state(await zeebe({ zeebeAddress: `127.0.0.1:${port}` }, now))).toEqual(['ok', expect.stringContaining('answers')])
  server.forceShutdown()
  expect(state(await zeebe({ zeebeAddress: `127.0.0.1:${freePort}` }, new Date()))).toEqual(['error', expect.stringContaining('No gateway answers')])
  expect(state(await zeebe({ zeebeAddress: null }, now))).toEqual(['ok', 'embedded'])
})
