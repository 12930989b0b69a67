/** Java's official client, both lines of it, works with our engine as with Zeebe: by stream, by poll, and when it is refused. */
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serve, type Served } from '../engine/support/served.ts'
import { runJava, ZEEBE_VERSIONS } from './real.ts'
import { prepare } from './real/prepare.ts'

let database: TestDatabase
let served: Served

beforeAll(async () => {
  database = await createTestDatabase()
  served = await serve(database.url)
})
afterAll(async () => {
  await served.close()
  await database.drop()
})

test.each(Object.values(ZEEBE_VERSIONS))('Java client %s', async (version) => {
  expect(await java(version, served.engine.port)).toEqual({
    brokers: 1,
    version: 1,
    streamed: 20,
    polled: 'b k7 P7D true message <default>',
    refused: "NOT_FOUND: Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete job with key '1', but no such job was found",
  })
})

/** What the client says it saw. */
async function java(version: string, port: number): Promise<object> {
  const child = runJava(await prepare(version, '../clients/JavaClient.java'), 'JavaClient', [String(port)])
  let said = ''
  child.stderr!.on('data', (chunk) => (said = (said + chunk).slice(-4000)))
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line) as object))
    child.once('exit', (code) => reject(new Error(`The client ended with ${code}: ${said}`)))
  })
}
