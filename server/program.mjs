/**
 * How a process or thread of ours is started: from the built program that this process itself runs from (scripts/program.mjs), or, where
 * there is none, from the TypeScript source by tsx. Building stands elsewhere; here is only the way from a source to what is run of it.
 */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Names the folder of the build to the children and threads of a process, so that all parts of one server are of one state of the source. */
export const BUILD = 'TONGBAN_PROGRAM'

/**
 * Node's arguments for a source as a process of its own.
 * @param {string} source absolute path of a .ts file
 */
export function argumentsFor(source) {
  const built = builtOf(source)
  return built === null ? ['--import', 'tsx', source] : ['--enable-source-maps', built]
}

/**
 * Runs a source in this process or thread.
 * @param {string} source absolute path of a .ts file
 */
export async function run(source) {
  const built = builtOf(source)
  if (built === null) (await import('tsx/esm/api')).register()
  else process.setSourceMapsEnabled(true)
  return import(pathToFileURL(built ?? source).href)
}

/** The built file of a source; null: not built, or built so long ago that it was cleared away. */
function builtOf(source) {
  const folder = process.env[BUILD]
  if (!folder) return null
  const file = join(folder, relative(root, source).replace(/\.ts$/, '.mjs'))
  return existsSync(file) ? file : null
}
