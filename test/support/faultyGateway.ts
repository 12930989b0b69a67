/**
 * A gateway between our client and a real engine that passes every call on untouched, and misbehaves when a test says so:
 * refuses as a broker under load does, loses replies after the engine has acted, goes away and comes back on the same port.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, credentials, loadPackageDefinition, Metadata, Server, ServerCredentials, status, type GrpcObject, type MethodDefinition, type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, type ServiceClientConstructor, type ServiceDefinition } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

/** `busy`: refused unseen (backpressure); `cut`: the connection breaks before the engine sees it; `lose-reply`: the engine acts, its answer is lost. */
export type Fault = 'pass' | 'busy' | 'cut' | 'lose-reply'

export interface FaultyGateway {
  port: number
  /** Asked for every call; set it to make trouble. */
  fault: (method: string) => Fault
  /** How often each method was called. */
  calls: Record<string, number>
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

type Bytes = MethodDefinition<Buffer, Buffer>

export async function faultyGateway(upstreamPort: number): Promise<FaultyGateway> {
  const upstream = new Client(`127.0.0.1:${upstreamPort}`, credentials.createInsecure())
  let server = await listen(0)
  const self: FaultyGateway = {
    port: server.port,
    fault: () => 'pass',
    calls: {},
    goAway: async () => server.server.forceShutdown(),
    comeBack: async () => { server = await listen(self.port) },
    close: async () => {
      server.server.forceShutdown()
      upstream.close()
    },
  }
  return self

  async function listen(port: number): Promise<{ server: Server; port: number }> {
    const created = new Server()
    created.addService(methods(), handlers())
    const bound = await new Promise<number>((resolve, reject) => created.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) => (error ? reject(error) : resolve(at))))
    return { server: created, port: bound }
  }

  function handlers(): Record<string, any> {
    return Object.fromEntries(Object.entries(methods()).map(([name, method]) => [name, method.responseStream ? stream(name, method) : unary(name, method)]))
  }

  function decide(name: string): Fault {
    self.calls[name] = (self.calls[name] ?? 0) + 1
    return self.fault(name)
  }

  function unary(name: string, method: Bytes) {
    return (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>): void => {
      const fault = decide(name)
      if (fault === 'busy') return reply({ code: status.RESOURCE_EXHAUSTED, details: 'Expected to handle the request, but the partition is overloaded' })
      if (fault === 'cut') return reply({ code: status.UNAVAILABLE, details: 'Connection dropped' })
      upstream.makeUnaryRequest(method.path, same, same, call.request, new Metadata(), (error, answer) => {
        if (fault === 'lose-reply') reply({ code: status.UNAVAILABLE, details: 'Connection dropped' })
        else reply(error, answer)
      })
    }
  }

  function stream(name: string, method: Bytes) {
    return (call: ServerWritableStream<Buffer, Buffer>): void => {
      const fault = decide(name)
      const refuse = (code: status, details: string): void => void call.emit('error', { code, details })
      if (fault === 'busy') return refuse(status.RESOURCE_EXHAUSTED, 'overloaded')
      if (fault === 'cut') return refuse(status.UNAVAILABLE, 'Connection dropped')
      const source = upstream.makeServerStreamRequest(method.path, same, same, call.request, new Metadata())
      call.on('cancelled', () => source.cancel())
      source.on('data', (part) => { if (fault !== 'lose-reply') call.write(part) })
      source.on('end', () => (fault === 'lose-reply' ? refuse(status.UNAVAILABLE, 'Connection dropped') : call.end()))
      source.on('error', (error: { code?: number; details?: string }) => { if (error.code !== status.CANCELLED) call.emit('error', { code: error.code, details: error.details }) })
    }
  }
}

const same = (bytes: Buffer): Buffer => bytes

/** Every call of the protocol, as bytes: this gateway understands none of them. */
function methods(): ServiceDefinition & Record<string, Bytes> {
  const zeebeNode = dirname(createRequire(import.meta.url).resolve('zeebe-node/package.json'))
  const ours = join(dirname(fileURLToPath(import.meta.url)), '../../server/zeebe/extra.proto')
  const all = [join(zeebeNode, 'proto/zeebe.proto'), ours].map((file) => {
    const loaded = loadPackageDefinition(loadSync(file))
    return ((loaded.gateway_protocol as GrpcObject).Gateway as ServiceClientConstructor).service
  })
  const named = all.flatMap((service) => Object.entries(service)).map(([name, method]) => [name, { ...method, requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same }])
  return Object.fromEntries(named)
}
