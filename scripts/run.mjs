/** `node scripts/run.mjs FILE.ts [arguments]`: sets up what is missing, then runs a TypeScript file in this process. */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { holdAhead } from '../server/start/hold.mjs'
import { setup } from './setup.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('Say which file to run: node scripts/run.mjs server/main.ts')
  process.exit(2)
}
const dataDir = dataFolder()
if (dataDir !== null) await holdFirst(dataDir)
await setup()
const { register } = await import('tsx/esm/api')
register()
process.argv = [process.argv[0], resolve(file), ...args]
await import(pathToFileURL(resolve(file)).href)

/** The folder whose rows this process is going to write, when it is told one: nobody else may at the same time. */
function dataFolder() {
  if (resolve(file) === join(root, 'server/main.ts')) return resolve(root, process.env.DATA_DIR?.trim() || 'data')
  if (resolve(file) !== join(root, 'server/engine/main.ts')) return null
  const at = args.findIndex((each) => each === '--data' || each.startsWith('--data='))
  const given = at < 0 ? undefined : args[at].slice('--data='.length) || args[at + 1]
  return given === undefined ? null : resolve(given)
}

/** A server that runs on the same data has its packages and assets from this checkout: nothing is installed or built under it. */
async function holdFirst(dataDir) {
  try {
    await holdAhead(dataDir)
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}
