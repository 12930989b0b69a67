/** A bare repository with some of the sample matters, as a department's would be, and a person who pushes to it from outside. */
import fs from 'node:fs'
import git from 'isomorphic-git'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OutsideRepository {
  dir: string
  /** Commits these files (null deletes one) onto a branch, as somebody does who pushes; the branch starts at `from` where it is new. */
  push(branch: string, files: Record<string, string | null>, how?: { name?: string; email?: string; message?: string; from?: string }): Promise<string>
  tipOf(branch: string): Promise<string>
  read(oid: string, file: string): Promise<string>
  log(branch: string): Promise<{ oid: string; message: string; parents: string[] }[]>
  remove(): void
}

export async function processesRepository(matters: string[]): Promise<OutsideRepository> {
  const dir = fs.mkdtempSync(join(tmpdir(), 'tongban-repository-'))
  await git.init({ fs, dir, gitdir: dir, bare: true, defaultBranch: 'main' })
  const folders = [...matters.map((code) => `processes/${code}`), ...matters.map((code) => `forms/${code}`), 'forms/shared']
  const files = Object.fromEntries(folders.flatMap((folder) => filesBelow(folder)).map((file) => [file, fs.readFileSync(file, 'utf8')]))
  const made: OutsideRepository = {
    dir,
    push: (branch, changed, how = {}) => push(dir, branch, changed, how),
    tipOf: (branch) => git.resolveRef({ fs, gitdir: dir, ref: `refs/heads/${branch}` }),
    read: async (oid, filepath) => Buffer.from((await git.readBlob({ fs, gitdir: dir, oid, filepath })).blob).toString('utf8'),
    log: async (branch) => (await git.log({ fs, gitdir: dir, ref: branch })).map(({ oid, commit }) => ({ oid, message: commit.message, parents: commit.parent })),
    remove: () => fs.rmSync(dir, { recursive: true, force: true }),
  }
  await made.push('main', { ...files, 'README.md': 'sample' }, { message: 'the samples' })
  return made
}

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
}

type Tree = Map<string, string | Tree>

async function push(dir: string, branch: string, changed: Record<string, string | null>, { name = '样例-外部', email = 'outside@example.invalid', message = 'from outside', from = 'main' }: { name?: string; email?: string; message?: string; from?: string }): Promise<string> {
  const ref = `refs/heads/${branch}`
  const parent = await git.resolveRef({ fs, gitdir: dir, ref }).catch(() => git.resolveRef({ fs, gitdir: dir, ref: `refs/heads/${from}` }).catch(() => null))
  const tree: Tree = parent === null ? new Map() : await readTree(dir, (await git.readCommit({ fs, gitdir: dir, oid: parent })).commit.tree)
  for (const [file, content] of Object.entries(changed)) {
    const [path, last] = [file.split('/').slice(0, -1), file.split('/').at(-1)!]
    let at = tree
    for (const folder of path) {
      if (!(at.get(folder) instanceof Map)) at.set(folder, new Map())
      at = at.get(folder) as Tree
    }
    if (content === null) at.delete(last)
    else at.set(last, await git.writeBlob({ fs, gitdir: dir, blob: Buffer.from(content) }))
  }
  const person = { name, email, timestamp: 1_772_400_000, timezoneOffset: -480 }
  const oid = await git.writeCommit({ fs, gitdir: dir, commit: { tree: await writeTree(dir, tree), parent: parent === null ? [] : [parent], message, author: person, committer: person } })
  await git.writeRef({ fs, gitdir: dir, ref, value: oid, force: true })
  return oid
}

async function readTree(dir: string, oid: string): Promise<Tree> {
  const { tree } = await git.readTree({ fs, gitdir: dir, oid })
  return new Map(await Promise.all(tree.map(async (entry): Promise<[string, string | Tree]> => [entry.path, entry.type === 'tree' ? await readTree(dir, entry.oid) : entry.oid])))
}

async function writeTree(dir: string, tree: Tree): Promise<string> {
  const entries = await Promise.all([...tree].map(async ([path, value]) => (value instanceof Map
    ? { mode: '040000', path, type: 'tree' as const, oid: await writeTree(dir, value) }
    : { mode: '100644', path, type: 'blob' as const, oid: value })))
  return git.writeTree({ fs, gitdir: dir, tree: entries })
}
