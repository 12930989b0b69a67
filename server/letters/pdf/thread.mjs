/** The first thing the press's thread runs: it goes on in thread.ts, built or taught TypeScript, which loader flags do not reach. */
import { fileURLToPath } from 'node:url'
import { run } from '../../program.mjs'

await run(fileURLToPath(new URL('./thread.ts', import.meta.url)))
