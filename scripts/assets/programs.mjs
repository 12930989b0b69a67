/** The rooms' browser programs: server/<room>/assets/<name>.ts -> <room>/<name>.js, and <room>/<name>.css where one imports CSS. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { build } from 'esbuild'

/** @returns {Promise<{name: string, data: Buffer}[]>} */
export async function buildPrograms(root, rooms, browsers) {
  const entries = rooms.flatMap((room) => {
    const folder = join(root, 'server', room, 'assets')
    if (!existsSync(folder)) return []
    return readdirSync(folder).filter((file) => /^[^_].*\.ts$/.test(file)).map((file) => ({ in: join(folder, file), out: `${room}/${basename(file, '.ts')}` }))
  })
  if (entries.length === 0) return []
  const result = await build({
    entryPoints: entries, outdir: join(root, '.build/programs'), write: false, bundle: true, minify: true, format: 'esm', target: browsers,
    legalComments: 'none', logLevel: 'warning', loader: { '.svg': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'empty', '.eot': 'empty' },
  })
  return result.outputFiles.map((file) => ({ name: relative(join(root, '.build/programs'), file.path), data: Buffer.from(file.contents) }))
}
