/** A thread of `check`: TypeScript is made known to it first, as run.mjs does for the program. */
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
