/** Gets a bundle's diagrams onto an engine, each content once. Which bundles exist and apply is the matters room's affair. */
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction } from '../db/pool.ts'
import type { DeployedProcess, EngineClient } from './client.ts'
import { deployment, recordDeployment } from './store.ts'

/** What of a bundle the engine gets. `processId` is the id of the process a case starts; called parts stand before it. */
export interface Diagram {
  hash: string
  processId: string
  /** The diagram, and the decision tables it calls. */
  resources: Array<{ name: string; content: string }>
}

/**
 * The id, version number and key under which this engine has the diagram; deploys it when it has not. Two servers starting at once
 * wait for each other. Deploying the same content again is harmless: the engine answers with the version it has.
 * @throws EngineError `refused` with the engine's own words when it does not take the diagram.
 */
export async function ensureDeployed(ctx: Context, client: EngineClient, diagram: Diagram): Promise<DeployedProcess> {
  const known = await deployment(ctx.db, client.name, diagram.hash)
  if (known) return known
  return inTransaction(ctx.db, async (tx) => {
    await change(tx, 'select pg_advisory_xact_lock(hashtextextended(?, 0))', [`tongban deploy ${client.name}`])
    const meanwhile = await deployment(tx, client.name, diagram.hash)
    if (meanwhile) return meanwhile
    const process = await deployAll(client, diagram)
    crashpoint('deploy:sent')
    await recordDeployment(tx, client.name, diagram.hash, process, ctx.now())
    ctx.log.info({ engine: client.name, processId: process.processId, version: process.version, hash: diagram.hash }, 'A diagram was deployed.')
    return process
  })
}

async function deployAll(client: EngineClient, diagram: Diagram): Promise<DeployedProcess> {
  const deployed = await client.deploy(...diagram.resources)
  const main = deployed.find(({ processId }) => processId === diagram.processId)
  if (!main) throw new Error(`The bundle ${diagram.hash} should bring the process "${diagram.processId}", but its diagrams define ${deployed.map(({ processId }) => processId).join(', ') || 'none'}. Name the process after the matter.`)
  return main
}
