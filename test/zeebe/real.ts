/** Starts a real Zeebe (its own engine, in memory) for a test and ends it with the test. What to ask it over the control port is listed at `control`. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { prepare, type Prepared } from './real/prepare.ts'

/** The versions we answer for: 8.5 may be used in production free of charge, 8.8 is the newest line. */
export const ZEEBE_VERSIONS = { '8.5': '8.5.25', '8.8': '8.8.21' } as const
export type ZeebeLine = keyof typeof ZEEBE_VERSIONS

export interface RealZeebe {
  line: ZeebeLine
  grpcPort: number
  controlPort: number
  pid: number
  /**
   * One command, one answer. `+PT1H` moves the engine's clock; `PIN` stops it between two moves; `NOW`; `IDLE` answers once nothing has been processed
   * for a while, `QUIET` at once when all that was written has been processed (after a move of the clock it is `IDLE`);
   * `INCIDENTS [processInstanceKey]`, `JOBS [...]`, `TRACE [...]`, `VARIABLES [...]` tell what its records say, `FAULTS` what Zeebe itself failed at;
   * `STANDS` whether its partition has stopped (`failed`) and at which record (`reads`, `of`).
   * Rejects with the engine's own words where the answer is not ok.
   */
  control(command: string): Promise<Record<string, any>>
  /** From here on an engine that has seen nothing, on another `grpcPort`; Java goes on, which saves the seconds of a start. */
  renew(): Promise<void>
  close(): Promise<void>
  /** For one that answers nothing any more. */
  kill(): void
}

/** Fetches on first use (about half a minute), then starts in two or three seconds. @param tuning flags for Java in place of those that start quickly */
export async function startRealZeebe(line: ZeebeLine, tuning?: readonly string[]): Promise<RealZeebe> {
  const { java, classPath } = await prepare(ZEEBE_VERSIONS[line])
  const child = runJava({ java, classPath }, 'RealZeebe', [], tuning)
  const { grpcPort, controlPort } = await readiness(child, line)
  const control = await openControl(controlPort)
  const zeebe: RealZeebe = {
    line,
    grpcPort,
    controlPort,
    pid: child.pid!,
    control: control.ask,
    renew: async () => { zeebe.grpcPort = (await control.ask('RENEW')).grpcPort },
    close: async () => {
      control.end()
      await end(child)
    },
    kill: () => void child.kill('SIGKILL'),
  }
  return zeebe
}

/** The durable broker that Maven Central has whole: it shows how Zeebe's own gateway behaves, which the in-memory engine lacks. */
export const BROKER_VERSION = '8.0.0'

export interface RealBroker {
  grpcPort: number
  close(): Promise<void>
}

/** Starts in some ten seconds. @param requestTimeout what its gateway waits for the broker, ISO 8601; its own 15 s unless given */
export async function startRealBroker(requestTimeout?: string): Promise<RealBroker> {
  const child = runJava(await prepare(BROKER_VERSION, 'RealBroker.java', 'zeebe-broker'), 'RealBroker', requestTimeout ? [requestTimeout] : [])
  const { grpcPort } = await readiness(child, BROKER_VERSION)
  return { grpcPort, close: () => end(child) }
}

/** A test wants to begin soon; a measurement gives its own. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-Xmx512m']

/** A Java process that ends when its stdin does. */
export function runJava({ java, classPath }: Prepared, main: string, args: readonly string[] = [], tuning: readonly string[] = QUICK_START): ChildProcess {
  const flags = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-XX:+IgnoreUnrecognizedVMOptions']
  return spawn(java, [...flags, ...tuning, '-cp', classPath, main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.stdin!.end()
  await gone
}

function readiness(child: ChildProcess, line: string): Promise<{ grpcPort: number; controlPort: number }> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', (chunk) => (said = (said + chunk).slice(-4000)))
    child.once('exit', (code) => reject(new Error(`Zeebe ${line} ended with code ${code} before it was ready: ${said.trim()}`)))
    createInterface({ input: child.stdout! }).on('line', (text) => {
      if (text.startsWith('READY ')) resolve(JSON.parse(text.slice('READY '.length)))
    })
  })
}

/** Answers come in the order of the questions, so a queue of waiting callers is all the protocol there is. */
export async function openControl(port: number): Promise<{ ask: RealZeebe['control']; end(): void }> {
  const socket: Socket = createConnection(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const waiting: Array<(answer: string | Error) => void> = []
  createInterface({ input: socket }).on('line', (text) => waiting.shift()?.(text))
  socket.on('error', () => undefined).on('close', () => {
    for (const each of waiting.splice(0)) each(new Error('the control port hung up'))
  })
  const ask = (command: string): Promise<Record<string, any>> =>
    new Promise((resolve, reject) => {
      waiting.push((answer) => {
        if (answer instanceof Error) return reject(answer)
        const parsed = JSON.parse(answer)
        parsed.ok ? resolve(parsed) : reject(new Error(`${command}: ${parsed.error}`))
      })
      socket.write(`${command}\n`)
    })
  return { ask, end: () => socket.destroy() }
}
