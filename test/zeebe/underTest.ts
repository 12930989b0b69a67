/** A real Zeebe as the wire stories want an engine. */
import type { EngineUnderTest } from '../support/wire.ts'
import { startRealZeebe, ZEEBE_VERSIONS, type ZeebeLine } from './real.ts'

export async function realEngine(line: ZeebeLine): Promise<EngineUnderTest> {
  const zeebe = await startRealZeebe(line)
  return {
    label: `Zeebe ${ZEEBE_VERSIONS[line]}`,
    port: zeebe.grpcPort,
    idle: () => zeebe.control('IDLE'),
    incidents: async () => (await zeebe.control('INCIDENTS')).incidents,
    close: zeebe.close,
  }
}
