/** Moving a case's instance to another diagram on the engine it runs on. What else of the case follows is the rooms' affair. */
import type { Tx } from '../db/pool.ts'
import { ensureDeployed, type Diagram } from './deployment.ts'
import { EngineError } from './engineError.ts'
import { instanceOf, rebind } from './store.ts'
import type { Wire } from './wire.ts'

/** @throws EngineError */
export async function migrateCase({ ctx, engines }: Wire, tx: Tx, caseId: string, diagram: Diagram, elements: readonly string[]): Promise<void> {
  const instance = await instanceOf(tx, caseId)
  if (instance?.state !== 'running' || instance.instanceKey === null) throw new EngineError('not-active', 'migrate instance', 'the case has no running instance')
  const client = engines.get(instance.engine)
  const { version, processKey } = await ensureDeployed(ctx, client, diagram)
  await rebind(tx, caseId, diagram.hash, version)
  await client.migrateInstance(instance.instanceKey, { processKey, elements })
}
