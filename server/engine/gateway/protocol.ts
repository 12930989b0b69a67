/** The service definition, read from gateway.proto. */
import { fileURLToPath } from 'node:url'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadSync, type Options } from '@grpc/proto-loader'

/** Keys arrive as numbers: ours are below 2^53, and a larger one is nobody's and stays so when rounded. */
const OPTIONS: Options = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true }

export const SERVICE = 'gateway_protocol.Gateway'

export const service = loadSync(fileURLToPath(new URL('./gateway.proto', import.meta.url)), OPTIONS)[SERVICE] as ServiceDefinition
