/** Every diagram under processes/ is taken by both real engines. What the diagrams do is told by the stories. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectEngine, type EngineClient } from '../../server/zeebe/client.ts'
import { startRealZeebe, ZEEBE_VERSIONS, type RealZeebe, type ZeebeLine } from './real.ts'

const folder = new URL('../../processes/', import.meta.url)
const matters = readdirSync(folder, { withFileTypes: true })
  .filter((each) => each.isDirectory() && readdirSync(new URL(each.name, folder)).includes('process.bpmn'))
  .map((each) => each.name)

for (const line of Object.keys(ZEEBE_VERSIONS) as ZeebeLine[]) {
  describe(`Zeebe ${ZEEBE_VERSIONS[line]}`, () => {
    let zeebe: RealZeebe
    let client: EngineClient
    beforeAll(async () => {
      zeebe = await startRealZeebe(line)
      client = connectEngine('zeebe', `127.0.0.1:${zeebe.grpcPort}`)
    })
    afterAll(async () => {
      await client?.close()
      await zeebe?.close()
    })
    test.each(matters)('takes %s', async (matter) => {
      const content = readFileSync(new URL(`${matter}/process.bpmn`, folder), 'utf8')
      expect(await client.deploy({ name: `${matter}.bpmn`, content })).toMatchObject([{ processId: matter, version: 1 }])
    })
  })
}
