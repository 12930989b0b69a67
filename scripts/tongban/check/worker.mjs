/** A thread of `check`: it goes on in worker.ts, built or by tsx, as run.mjs does for the program. */
import { fileURLToPath } from 'node:url'
import { run } from '../../../server/program.mjs'

await run(fileURLToPath(new URL('./worker.ts', import.meta.url)))
