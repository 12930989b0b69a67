/**
 * The control port, for tests: plain TCP on loopback, one command a line, one JSON answer a line. `+PT1H` moves the engine's clock,
 * `NOW` tells it, `IDLE` answers when nothing is due or running, `INCIDENTS [processInstanceKey]` lists open incidents.
 */
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Engine } from './engine.ts'
import { addInterval, parseDuration } from './model/time.ts'

export interface Clock {
  now(): number
  move(milliseconds: number): void
}

export interface Control {
  port: number
  close(): void
}

export function startControl(engine: Engine, port: number, clock: Clock): Promise<Control> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    converse(socket, engine, clock).catch(() => socket.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const bound = (server.address() as { port: number }).port
      resolve({ port: bound, close: () => (server.close(), sockets.forEach((socket) => socket.destroy())) })
    })
  })
}

/** One line after the other: a client may send the next before the last is answered. */
async function converse(socket: Socket, engine: Engine, clock: Clock): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    const answer = await carryOut(line.trim(), engine, clock).catch((error: Error) => ({ ok: false, error: error.message }))
    socket.write(`${JSON.stringify(answer)}\n`)
  }
}

async function carryOut(line: string, engine: Engine, clock: Clock): Promise<object> {
  const [word = '', argument] = line.split(/\s+/)
  if (word.startsWith('+')) return advance(word.slice(1), engine, clock)
  switch (word) {
    case 'NOW': return { ok: true, now: new Date(clock.now()).toISOString() }
    case 'IDLE':
      await engine.idle()
      return { ok: true }
    case 'INCIDENTS': return { ok: true, incidents: await incidents(engine, argument) }
    default: return { ok: false, error: `unknown command '${word}'; there are +<duration>, NOW, IDLE, INCIDENTS` }
  }
}

async function advance(text: string, engine: Engine, clock: Clock): Promise<object> {
  const interval = parseDuration(text)
  if (!interval) return { ok: false, error: `'${text}' is no ISO 8601 duration` }
  const now = clock.now()
  clock.move(addInterval(now, interval) - now)
  engine.poke()
  await engine.idle()
  return { ok: true, now: new Date(clock.now()).toISOString() }
}

async function incidents(engine: Engine, processInstanceKey: string | undefined): Promise<object[]> {
  if (processInstanceKey !== undefined && !/^\d{1,19}$/.test(processInstanceKey)) throw new Error(`'${processInstanceKey}' is no process instance key`)
  await engine.idle()
  return (await engine.incidents(processInstanceKey)).map((incident) => ({
    key: String(incident.key), errorType: incident.errorType, errorMessage: incident.errorMessage, elementId: incident.elementId,
    bpmnProcessId: incident.bpmnProcessId, elementInstanceKey: String(incident.element),
    processInstanceKey: String(incident.processInstanceKey), jobKey: String(incident.job === 0 ? -1 : incident.job),
  }))
}
