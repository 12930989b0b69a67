/** `node scripts/run.mjs FILE.ts [arguments]`: sets up what is missing, then runs a TypeScript file in this process. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setup } from './setup.mjs'

const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('Say which file to run: node scripts/run.mjs server/main.ts')
  process.exit(2)
}
await setup()
const { register } = await import('tsx/esm/api')
register()
process.argv = [process.argv[0], resolve(file), ...args]
await import(pathToFileURL(resolve(file)).href)
