/**
 * A client of /v1 for benches: JSON over kept connections, every call with an Idempotency-Key of its own. It shares the machine with what is
 * measured, so it speaks HTTP/1.1 itself: node:http takes several times the processor time of this.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const idle: Socket[] = []

/** @returns the answer's JSON; null where it has no body. @throws Error for an answer of 400 and over, with its text */
export async function call(address: string, method: string, path: string, body: object, token?: string): Promise<unknown> {
  const socket = idle.pop() ?? (await open(address))
  const text = JSON.stringify(body)
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${new URL(address).host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`
    + `idempotency-key: ${randomUUID()}\r\n${token === undefined ? '' : `authorization: Bearer ${token}\r\n`}\r\n${text}`)
  const { status, answer } = await reply(socket)
  idle.push(socket)
  if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${answer.slice(0, 400)}`)
  return answer === '' ? null : (JSON.parse(answer) as unknown)
}

async function open(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return socket
}

/** One answer with a content-length, or without a body. */
function reply(socket: Socket): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    let got: Buffer = Buffer.alloc(0)
    const done = (settle: () => void): void => {
      socket.removeListener('data', read).removeListener('close', closed)
      settle()
    }
    const closed = (): void => done(() => reject(new Error('The server closed the connection before it had answered.')))
    const read = (chunk: Buffer): void => {
      got = got.length === 0 ? chunk : Buffer.concat([got, chunk])
      const end = got.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = got.toString('latin1', 0, end)
      const whole = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (got.length >= whole) done(() => resolve({ status: Number(head.slice(9, 12)), answer: got.toString('utf8', end + 4, whole) }))
    }
    socket.on('data', read).on('close', closed)
  })
}
