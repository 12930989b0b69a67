/** The service definition: Zeebe's gateway from the client package's protocol file, and our extension under the same service name. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js'
import { loadSync, type Options } from '@grpc/proto-loader'

/** Keys arrive as numbers: ours are below 2^53, and a larger one is nobody's and stays so when rounded. */
const OPTIONS: Options = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true }

const zeebe = join(dirname(createRequire(import.meta.url).resolve('zeebe-node/package.json')), 'proto', 'zeebe.proto')
const own = fileURLToPath(new URL('./extension.proto', import.meta.url))

export const SERVICE = 'gateway_protocol.Gateway'

export const service: ServiceDefinition = {
  ...(loadSync(zeebe, OPTIONS)[SERVICE] as ServiceDefinition),
  ...renamed(loadSync(own, OPTIONS)['gateway_extension.Gateway'] as ServiceDefinition),
}

function renamed(definition: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, { ...(method as MethodDefinition<unknown, unknown>), path: `/${SERVICE}/${name}` }]))
}
