/** One matter's files as a git revision has them, set out in a folder, without a git program on the machine. Read only. */
import fs from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import git from 'isomorphic-git'
import { CannotRun } from '../cannotRun.ts'

interface Repository { root: string; gitdir: string; head: string }

/**
 * Writes `folders` (absolute, inside one repository) as `revision` has them below `into`, by their paths from the repository's root.
 * @param revision a branch, a tag, a commit (also its first digits), HEAD, each with ~ or ~N for an earlier one.
 * @throws CannotRun when there is no repository or no such revision.
 */
export async function setOut(revision: string, folders: string[], into: string): Promise<string> {
  const repository = await repositoryOf(folders[0]!)
  const oid = await commitOf(repository, revision)
  for (const folder of folders) await copy(repository, oid, relative(repository.root, folder), into)
  return repository.root
}

async function repositoryOf(folder: string): Promise<Repository> {
  const root = await git.findRoot({ fs, filepath: fs.realpathSync(folder) }).catch(() => { throw new CannotRun(`${folder} is in no git repository. Give two folders instead.`) })
  const dot = join(root, '.git')
  if (fs.statSync(dot).isDirectory()) return { root, gitdir: dot, head: 'HEAD' }
  // a work tree of its own: its HEAD stands apart, objects and branches in the common folder
  const own = resolve(root, fs.readFileSync(dot, 'utf8').replace(/^gitdir:\s*/, '').trim())
  const common = join(own, 'commondir')
  const gitdir = fs.existsSync(common) ? resolve(own, fs.readFileSync(common, 'utf8').trim()) : own
  return { root, gitdir, head: fs.readFileSync(join(own, 'HEAD'), 'utf8').replace(/^ref:\s*/, '').trim() }
}

async function commitOf({ gitdir, head }: Repository, revision: string): Promise<string> {
  const [, name = '', back = ''] = /^(.+?)((?:~\d*)*)$/.exec(revision) ?? []
  const ref = name === 'HEAD' ? head : name
  try {
    let oid = await git.resolveRef({ fs, gitdir, ref }).catch(() => git.expandOid({ fs, gitdir, oid: ref }))
    const steps = back.split('~').slice(1).reduce((sum, count) => sum + (count === '' ? 1 : Number(count)), 0)
    for (let step = 0; step < steps; step++) {
      const { commit: { parent: [earlier] } } = await git.readCommit({ fs, gitdir, oid })
      if (earlier === undefined) throw new Error('there is no earlier commit')
      oid = earlier
    }
    return (await git.readCommit({ fs, gitdir, oid })).oid
  } catch (error) {
    throw new CannotRun(`There is no revision ${revision} here (${(error as Error).message}). Give a branch, a tag or a commit.`)
  }
}

async function copy({ gitdir }: Repository, oid: string, path: string, into: string): Promise<void> {
  const tree = await git.readTree({ fs, gitdir, oid, filepath: path.replaceAll('\\', '/') }).catch(() => null)
  for (const entry of tree?.tree ?? []) {
    const file = join(path, entry.path)
    if (isAbsolute(entry.path) || entry.path.includes('..')) continue
    if (entry.type === 'tree') await copy({ gitdir } as Repository, oid, file, into)
    if (entry.type !== 'blob') continue
    fs.mkdirSync(dirname(join(into, file)), { recursive: true })
    fs.writeFileSync(join(into, file), (await git.readBlob({ fs, gitdir, oid: entry.oid })).blob)
  }
}
