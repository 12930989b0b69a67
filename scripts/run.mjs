/** `node scripts/run.mjs FILE.ts [arguments]`: sets up what is missing, then runs a TypeScript file in this process. */
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdAhead } from '../server/start/hold.mjs'
import { setup } from './setup.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const WITHOUT_PAGES = ['scripts/tongban.ts', 'server/engine/main.ts']
const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('Say which file to run: node scripts/run.mjs server/main.ts')
  process.exit(2)
}
const source = resolve(file)
const dataDir = dataFolder()
if (dataDir !== null) await holdFirst(dataDir)
const program = await setup({ pages: !WITHOUT_PAGES.includes(relative(root, source)) })
const { BUILD, run } = await import('../server/program.mjs')
const { isBuilt, useBuild } = await import('./program.mjs')
if (program !== null && isBuilt(source)) {
  process.env[BUILD] = program
  useBuild(program)
} else delete process.env[BUILD] // of whoever started us: it is not ours
process.argv = [process.argv[0], source, ...args]
await run(source)

/** The folder whose rows this process is going to write, when it is told one: nobody else may at the same time. */
function dataFolder() {
  if (source === join(root, 'server/main.ts')) return resolve(root, process.env.DATA_DIR?.trim() || 'data')
  if (source !== join(root, 'server/engine/main.ts')) return null
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
