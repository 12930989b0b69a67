#!/usr/bin/env node
/** `npx tongban …`: runs tongban.ts with the arguments given, from whatever folder it is called in. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
process.argv = [process.argv[0], join(folder, 'run.mjs'), join(folder, 'tongban.ts'), ...process.argv.slice(2)]
await import('./run.mjs')
