/** A matter's own files by the names a proposal knows them by. The common parts of forms stay the server's. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { MATTER_FILE } from '../../../server/publication/repository/trees.ts'
import { matterFolder } from '../matterFolder.ts'

/** @param matter a matter of processes/, or its folder. @throws CannotRun */
export function filesOf(matter: string, formsDir: string | undefined): { code: string; files: Record<string, string> } {
  const folder = matterFolder(matter)
  const code = basename(folder)
  const forms = join(formsDir === undefined ? join(dirname(dirname(folder)), 'forms') : resolve(formsDir), code)
  const read = (dir: string, prefix: string): [string, string][] => namesIn(dir).map((name): [string, string] => [`${prefix}${name}`, join(dir, name)]).filter(([name]) => MATTER_FILE.test(name)).map(([name, path]) => [name, readFileSync(path, 'utf8')])
  return { code, files: Object.fromEntries([...read(folder, ''), ...read(join(folder, 'letters'), 'letters/'), ...read(join(folder, 'tables'), 'tables/'), ...read(join(folder, 'scenarios'), 'scenarios/'), ...read(forms, 'forms/')]) }
}

function namesIn(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).filter((name) => statSync(join(dir, name)).isFile()).sort() : []
}
