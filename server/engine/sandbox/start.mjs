/** The first thing a sandbox worker runs: it teaches the thread TypeScript, which loader flags do not reach, and goes on in worker.ts. */
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
