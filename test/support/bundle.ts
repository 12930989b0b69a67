/**
 * A program in one file, for tests that start it again and again: finding and reading its hundreds of files would cost each start a
 * second of a processor. Every file keeps its own place (`import.meta.url`); packages stay outside.
 */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** @returns the file, in the project's cache folder so that packages are found from it; the caller removes it. */
export async function bundle(entry: string): Promise<string> {
  const file = join(fileURLToPath(new URL('../../.cache/', import.meta.url)), `bundle-${process.pid}-${Math.round(performance.now())}.mjs`)
  await build({
    entryPoints: [entry], outfile: file, bundle: true, platform: 'node', format: 'esm', target: 'esnext' /* keeps `with { type: 'json' }` */, packages: 'external', logLevel: 'error',
    plugins: [{
      name: 'own-place',
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        loader: 'ts', contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      })),
    }],
  })
  return file
}
