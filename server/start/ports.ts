/** Is a port free? Asked before anything is started, so that a busy one is said at once and nothing has to be undone. */
import { createServer } from 'node:net'
import { ConfigError } from '../config.ts'

export interface Port {
  /** The setting that names it: PORT, ENGINE_PORT. */
  setting: string
  host: string
  port: number
}

/** Opens the port and lets it go again. @throws ConfigError with one sentence. */
export async function refuseBusyPort(wanted: Port): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host: wanted.host, port: wanted.port, exclusive: true }, resolve)
    })
  } catch (error) {
    throw portError(error, wanted)
  } finally {
    await new Promise((resolve) => probe.close(resolve))
  }
}

/** What a failed `listen` means for the person who started the server. */
export function portError(error: unknown, { setting, host, port }: Port): ConfigError {
  const { code, message } = error as { code?: string; message: string }
  switch (code) {
    case 'EADDRINUSE': return new ConfigError(`Port ${port} is taken by another program. End it, or set ${setting} to a free port.`)
    case 'EACCES': return new ConfigError(`Port ${port} may not be opened by this user. Set ${setting} to a port above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': return new ConfigError(`${host} is no address of this machine (${code}). Set HOST to one of its own, or leave it out for 127.0.0.1.`)
    default: return new ConfigError(`Port ${port} on ${host} cannot be opened (${message}). Set ${setting} or HOST to another one.`)
  }
}
