/** `--metrics-port N`: GET /metrics over plain HTTP on loopback, for an engine that runs alone. The platform's child is asked over gRPC instead. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Engine } from './engine.ts'

export function startMetricsPort(engine: Engine, port: number): Promise<{ port: number; close(): void }> {
  const server: Server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end('There is /metrics.\n')
    engine.metrics().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      (error: Error) => response.writeHead(503).end(`${error.message}\n`),
    )
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve({
      port: (server.address() as AddressInfo).port,
      close: () => {
        server.close()
        server.closeAllConnections()
      },
    }))
  })
}
