/**
 * One server a data folder. The hold is a socket name of the kernel's, derived from the folder: it goes when its process goes, however
 * that ends, so no mark of a killed server has to be judged. `server.pid` beside it only tells a second start whom to end.
 */
import { ConfigError } from '../config.ts'
import { hold, type Hold } from './hold.mjs'

export type { Hold }

/** @throws ConfigError with one sentence when the folder cannot be used or another server works on it. */
export async function holdDataFolder(dataDir: string): Promise<Hold> {
  try {
    return await hold(dataDir)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}
