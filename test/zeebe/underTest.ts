/** A real Zeebe as the wire stories and the stories of the matters want an engine. For files of tests: what they start ends with them. */
import { afterAll } from 'vitest'
import type { StoryEngine } from '../support/office.ts'
import type { EngineUnderTest } from '../support/wire.ts'
import { startRealZeebe, ZEEBE_VERSIONS, type RealZeebe, type ZeebeLine } from './real.ts'

/** One Java a line and file: a fresh engine in it costs a twentieth of a second, a Java several. */
const running = new Map<ZeebeLine, Promise<RealZeebe>>()
afterAll(async () => {
  for (const zeebe of running.values()) await zeebe.then((each) => each.close(), () => {})
})

/** An engine that has seen nothing. The one that was asked for before, of the same line, is gone. */
async function fresh(line: ZeebeLine): Promise<RealZeebe> {
  const there = running.get(line)
  if (there) await (await there).renew()
  else running.set(line, startRealZeebe(line))
  return running.get(line)!
}

export async function realEngine(line: ZeebeLine): Promise<EngineUnderTest> {
  const { grpcPort, control } = await fresh(line)
  return {
    label: `Zeebe ${ZEEBE_VERSIONS[line]}`,
    port: grpcPort,
    idle: () => control('QUIET'),
    pass: (ms) => control(`+PT${ms / 1000}S`),
    incidents: async () => (await control('INCIDENTS')).incidents,
    close: async () => {},
  }
}

/** A fresh engine an office: case numbers of two offices' databases are the same, and an engine serves one installation. */
export function realStoryEngine(line: ZeebeLine): StoryEngine {
  return {
    label: `Zeebe ${ZEEBE_VERSIONS[line]}`,
    start: async () => {
      const { control, grpcPort } = await fresh(line)
      return {
        env: { ZEEBE_ADDRESS: `127.0.0.1:${grpcPort}` },
        idle: () => control('QUIET'),
        advanced: async (ms) => {
          await control(`+PT${ms / 1000}S`)
          await control('QUIET')
        },
        close: async () => {},
      }
    },
  }
}
