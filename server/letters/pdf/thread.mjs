/** The first thing the press's thread runs: it teaches the thread TypeScript, which loader flags do not reach, and goes on in thread.ts. */
import { register } from 'tsx/esm/api'

register()
await import('./thread.ts')
