/** A real Zeebe as the wire stories and the stories of the matters want an engine. */
import type { StoryEngine } from '../support/office.ts'
import type { EngineUnderTest } from '../support/wire.ts'
import { startRealZeebe, ZEEBE_VERSIONS, type ZeebeLine } from './real.ts'

export async function realEngine(line: ZeebeLine): Promise<EngineUnderTest> {
  const zeebe = await startRealZeebe(line)
  return {
    label: `Zeebe ${ZEEBE_VERSIONS[line]}`,
    port: zeebe.grpcPort,
    idle: () => zeebe.control('IDLE'),
    pass: (ms) => zeebe.control(`+PT${ms / 1000}S`),
    incidents: async () => (await zeebe.control('INCIDENTS')).incidents,
    close: zeebe.close,
  }
}

/** A fresh engine an office: case numbers of two offices' databases are the same, and an engine serves one installation. */
export function realStoryEngine(line: ZeebeLine): StoryEngine {
  return {
    label: `Zeebe ${ZEEBE_VERSIONS[line]}`,
    start: async () => {
      const zeebe = await startRealZeebe(line)
      return {
        env: { ZEEBE_ADDRESS: `127.0.0.1:${zeebe.grpcPort}` },
        idle: () => zeebe.control('IDLE'),
        advanced: async (ms) => {
          await zeebe.control(`+PT${ms / 1000}S`)
          await zeebe.control('IDLE')
        },
        close: zeebe.close,
      }
    },
  }
}
