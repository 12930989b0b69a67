/**
 * The files of one matter inside a commit, and commits that change one matter and nothing else. Links and submodules are passed over,
 * files no matter has (a README) stay as they are.
 */
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import git, { type TreeEntry } from 'isomorphic-git'
import { refuse } from '../../errors.ts'
import { looseSize } from './loose.ts'
import { commit, type Repository } from './repository.ts'

/** Files of a matter by the names a bundle knows them by. */
export type MatterFiles = Record<string, string>

/** What a matter may consist of; also what may be proposed. */
export const MATTER_FILE = /^(matter\.json|process\.bpmn|letters\/[a-z0-9-]{1,60}\.hbs|tables\/[a-z0-9-]{1,60}\.(dmn|cases\.yaml)|scenarios\/[\w.-]{1,100}\.ya?ml|forms\/[\w-]{1,80}\.schema\.json)$/
/** Of a matter's own folder; whatever else lies there is kept and not looked at. */
const FOLDERS: readonly string[] = ['letters', 'tables', 'scenarios']
const SHARED_FILE = /^[a-z0-9-]{1,80}\.schema\.json$/
/** Nobody's matter comes near; a pushed tree of a million entries must not hold up the others. */
const MOST_ENTRIES = 500
const MOST_MATTERS = 5_000
export const MOST_BYTES = 1_048_576
export const MOST_BYTES_TOGETHER = 4 * MOST_BYTES
/** The mode of a link: its content is the name of a file elsewhere. */
const LINK = '120000'

/** The two trees a matter is made of; null where there is none. Equal pairs are equal matters. */
export interface MatterTrees { process: string | null; forms: string | null }

export async function treesOf(repository: Repository, oid: string | null, matter: string): Promise<MatterTrees> {
  if (oid === null) return { process: null, forms: null }
  return matterIn(repository, await foldersOf(repository, (await commit(repository, oid)).tree), matter)
}

/** The two folders in which a commit keeps all matters: where they are the same, every matter is. */
export interface Folders { processes: string | null; forms: string | null }

export async function foldersOf(repository: Repository, tree: string): Promise<Folders> {
  const root = await all(repository, tree)
  return { processes: folderIn(root, 'processes'), forms: folderIn(root, 'forms') }
}

export async function matterIn(repository: Repository, { processes, forms }: Folders, matter: string): Promise<MatterTrees> {
  return { process: folderIn(await all(repository, processes), matter), forms: folderIn(await all(repository, forms), matter) }
}

/** Of every matter at once: a folder of hundreds is not read anew for each. */
export async function allTrees(repository: Repository, oid: string | null): Promise<Map<string, MatterTrees>> {
  if (oid === null) return new Map()
  const folders = await foldersOf(repository, (await commit(repository, oid)).tree)
  const [processes, forms] = await Promise.all([folders.processes, folders.forms].map(async (tree) => new Map((await all(repository, tree)).filter(({ type }) => type === 'tree').map(({ path, oid: folder }) => [path, folder]))))
  return new Map([...new Set([...processes!.keys(), ...forms!.keys()])].map((code) => [code, { process: processes!.get(code) ?? null, forms: forms!.get(code) ?? null }]))
}

/** Its matter.json as text; undefined where it has none, or one larger than any guide. */
export async function guideAt(repository: Repository, { process }: MatterTrees): Promise<string | undefined> {
  const blob = (await entries(repository, process)).find(({ path, type }) => path === 'matter.json' && type === 'blob')
  return blob && !tooLarge(repository, blob.oid) ? text(repository, blob.oid) : undefined
}

export function sameTrees(a: MatterTrees, b: MatterTrees): boolean {
  return a.process === b.process && a.forms === b.forms
}

/** Folders below processes/ that hold a matter.json. */
export async function mattersAt(repository: Repository, oid: string): Promise<string[]> {
  const processes = await below(repository, (await commit(repository, oid)).tree, ['processes'])
  const folders = (await all(repository, processes)).filter(({ type }) => type === 'tree').slice(0, MOST_MATTERS)
  const found: string[] = []
  for (const { path, oid: folder } of folders) if ((await entries(repository, folder)).some((entry) => entry.path === 'matter.json')) found.push(path)
  return found
}

/** @returns undefined where the commit has no such matter. @throws Refusal proposal-files when it has more or larger files than any matter */
export async function filesAt(repository: Repository, trees: MatterTrees): Promise<MatterFiles | undefined> {
  const files: MatterFiles = {}
  if (trees.process !== null) await collect(repository, trees.process, '', files)
  if (trees.forms !== null) await collect(repository, trees.forms, 'forms/', files)
  return Object.hasOwn(files, 'matter.json') ? files : undefined
}

/** Its forms alone. @throws Refusal proposal-files */
export async function formsIn(repository: Repository, { forms }: MatterTrees): Promise<MatterFiles> {
  const files: MatterFiles = {}
  if (forms !== null) await collect(repository, forms, 'forms/', files)
  return files
}

/** The folder of the common parts of forms; null where there is none. */
export async function sharedTree(repository: Repository, oid: string | null): Promise<string | null> {
  return oid === null ? null : below(repository, (await commit(repository, oid)).tree, ['forms', 'shared'])
}

/** The common parts of forms, name -> content. */
export async function sharedAt(repository: Repository, oid: string | null): Promise<Record<string, string>> {
  return sharedIn(repository, await sharedTree(repository, oid))
}

/** All together no larger than a matter: what goes beyond is none, and the forms that refer to it say so. */
export async function sharedIn(repository: Repository, shared: string | null): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  let together = 0
  for (const entry of (await entries(repository, shared)).filter(isPart)) {
    if (tooLarge(repository, entry.oid)) continue
    const content = await text(repository, entry.oid)
    together += Buffer.byteLength(content)
    if (together > MOST_BYTES_TOGETHER) break
    found[entry.path] = content
  }
  return found
}

function isPart({ path, type, mode }: TreeEntry): boolean {
  return type === 'blob' && mode !== LINK && SHARED_FILE.test(path)
}

async function collect(repository: Repository, tree: string, prefix: string, files: MatterFiles): Promise<void> {
  for (const { path, type, oid } of await entries(repository, tree)) {
    const name = `${prefix}${path}`
    if (type === 'blob' && MATTER_FILE.test(name)) files[name] = await fileText(repository, name, oid, files)
    else if (type === 'tree' && prefix === '' && FOLDERS.includes(path)) await collect(repository, oid, `${path}/`, files)
  }
}

async function fileText(repository: Repository, name: string, oid: string, others: MatterFiles): Promise<string> {
  const size = looseSize(repository.gitdir, oid) ?? 0
  const read = size > MOST_BYTES ? '' : await text(repository, oid)
  const bytes = Math.max(size, Buffer.byteLength(read))
  const together = Object.values(others).reduce((sum, other) => sum + Buffer.byteLength(other), bytes)
  if (bytes > MOST_BYTES || together > MOST_BYTES_TOGETHER) throw refuse('proposal-files', { detail: `${name} has ${bytes} bytes; a file may have ${MOST_BYTES}, all together ${MOST_BYTES_TOGETHER}.` })
  return read
}

function tooLarge({ gitdir }: Repository, oid: string): boolean {
  return (looseSize(gitdir, oid) ?? 0) > MOST_BYTES
}

/** Bytes that are no UTF-8 come out as the sign for lost text, which the check refuses by name. */
async function text({ gitdir, cache }: Repository, oid: string): Promise<string> {
  return Buffer.from((await git.readBlob({ fs, gitdir, cache, oid })).blob).toString('utf8')
}

async function below(repository: Repository, tree: string, path: string[]): Promise<string | null> {
  let at: string | null = tree
  for (const name of path) at = at === null ? null : folderIn(await all(repository, at), name)
  return at
}

function folderIn(tree: TreeEntry[], name: string): string | null {
  return tree.find(({ path, type }) => path === name && type === 'tree')?.oid ?? null
}

/** What may be read of a tree: links are no files here, and beyond the most entries nothing is. */
async function entries(repository: Repository, tree: string | null): Promise<TreeEntry[]> {
  return (await all(repository, tree)).filter(({ mode, type }) => mode !== LINK && (type === 'blob' || type === 'tree')).slice(0, MOST_ENTRIES)
}

/** The trees of a matter with these files; what a matter does not know stays as `base` has it. */
export async function writeFiles(repository: Repository, base: MatterTrees, files: MatterFiles): Promise<MatterTrees> {
  const at = (prefix: string): [string, string][] => Object.entries(files).filter(([name]) => name.startsWith(prefix)).map(([name, content]) => [name.slice(prefix.length), content])
  const own = at('').filter(([name]) => !name.startsWith('forms/'))
  return { process: await write(repository, base.process, own, ''), forms: await write(repository, base.forms, at('forms/'), 'forms/') }
}

async function write(repository: Repository, base: string | null, files: [string, string][], prefix: string): Promise<string | null> {
  const before = await all(repository, base)
  const kept = before.filter(({ path, type }) => (type === 'tree' ? prefix !== '' || !FOLDERS.includes(path) : type !== 'blob' || !MATTER_FILE.test(`${prefix}${path}`)))
  const made: TreeEntry[] = []
  for (const [path, content] of files.filter(([name]) => !name.includes('/'))) made.push({ mode: '100644', path, type: 'blob', oid: await writeBlob(repository, content) })
  for (const folder of prefix === '' ? FOLDERS : []) {
    const inside = files.filter(([name]) => name.startsWith(`${folder}/`)).map(([name, content]): [string, string] => [name.slice(folder.length + 1), content])
    const oid = await writeFolder(repository, before.find(({ path, type }) => path === folder && type === 'tree')?.oid ?? null, inside, `${folder}/`)
    if (oid !== null) made.push({ mode: '040000', path: folder, type: 'tree', oid })
  }
  return writeTree(repository, [...kept, ...made])
}

async function writeFolder(repository: Repository, base: string | null, files: [string, string][], prefix: string): Promise<string | null> {
  const kept = (await all(repository, base)).filter(({ path, type }) => type !== 'blob' || !MATTER_FILE.test(`${prefix}${path}`))
  const made = await Promise.all(files.map(async ([path, content]): Promise<TreeEntry> => ({ mode: '100644', path, type: 'blob', oid: await writeBlob(repository, content) })))
  return writeTree(repository, [...kept, ...made])
}

/** Nothing of a base is left out when it is written again, however much it holds. */
async function all({ gitdir, cache }: Repository, tree: string | null): Promise<TreeEntry[]> {
  return tree === null ? [] : (await git.readTree({ fs, gitdir, cache, oid: tree })).tree
}

/** The root tree of a commit with one matter's trees put in place of its own. */
export function withMatter(repository: Repository, oid: string | null, matter: string, trees: MatterTrees, shared?: string | null): Promise<string> {
  return withMatters(repository, oid, [[matter, trees]], shared)
}

/** The same of several. @param shared the folder of common parts to be put there; without it that stays. */
export async function withMatters(repository: Repository, oid: string | null, matters: readonly [string, MatterTrees][], shared?: string | null): Promise<string> {
  let root = oid === null ? null : (await commit(repository, oid)).tree
  for (const [matter, trees] of matters) {
    root = await put(repository, root, ['processes', matter], trees.process)
    root = await put(repository, root, ['forms', matter], trees.forms)
  }
  if (shared !== undefined) root = await put(repository, root, ['forms', 'shared'], shared)
  return root ?? (await writeTree(repository, [], true))!
}

/**
 * The common parts merged file by file: `conflicts` were changed on both sides, each differently; `mine` are those that `ours` changed. What is no
 * part (a link, a README) stays as `theirs` has it: nobody signs it.
 */
export async function mergeParts(repository: Repository, base: string | null, theirs: string | null, ours: string | null): Promise<{ tree: string | null; conflicts: string[]; mine: string[] }> {
  if (base === ours) return { tree: theirs, conflicts: [], mine: [] }
  const [was, there, here] = (await Promise.all([base, theirs, ours].map((tree) => all(repository, tree)))).map((found) => new Map(found.map((entry) => [entry.path, entry]))) as [Map<string, TreeEntry>, Map<string, TreeEntry>, Map<string, TreeEntry>]
  const merged: TreeEntry[] = []
  const [conflicts, mine]: [string[], string[]] = [[], []]
  for (const path of [...new Set([...was.keys(), ...there.keys(), ...here.keys()])].sort()) {
    const [before, theirOid, ourOid] = [was, there, here].map((found) => partAt(found, path)?.oid)
    if (ourOid !== before) mine.push(path)
    if (theirOid !== ourOid && theirOid !== before && ourOid !== before) conflicts.push(path)
    const taken = ourOid === before ? there.get(path) : partAt(here, path)
    if (taken) merged.push(taken)
  }
  return { tree: await writeTree(repository, merged), conflicts, mine }
}

function partAt(found: ReadonlyMap<string, TreeEntry>, path: string): TreeEntry | undefined {
  const entry = found.get(path)
  return entry && isPart(entry) ? entry : undefined
}

async function put(repository: Repository, tree: string | null, [name, ...more]: string[], subtree: string | null): Promise<string | null> {
  const before = await all(repository, tree)
  const there = before.find(({ path }) => path === name)
  const next = more.length === 0 ? subtree : await put(repository, there?.type === 'tree' ? there.oid : null, more, subtree)
  if ((there?.oid ?? null) === next) return tree
  const others = before.filter(({ path }) => path !== name)
  return writeTree(repository, next === null ? others : [...others, { mode: '040000', path: name!, type: 'tree', oid: next }])
}

export interface Signed { name: string; email: string; at: Date }

export async function writeCommit(repository: Repository, made: { tree: string; parents: string[]; message: string; author: Signed; committer?: Signed }): Promise<string> {
  const { gitdir } = repository
  const person = ({ name, email, at }: Signed) => ({ name: plain(name), email: plain(email), timestamp: Math.floor(at.getTime() / 1000), timezoneOffset: -480 })
  const oid = await git.writeCommit({ fs, gitdir, commit: { tree: made.tree, parent: made.parents, message: `${made.message.trimEnd()}\n`, author: person(made.author), committer: person(made.committer ?? made.author) } })
  return kept(repository, oid)
}

/** Angle brackets and line ends would end the name inside the commit. */
function plain(text: string): string {
  return text.replace(/[<>\r\n]/g, ' ').trim() || '-'
}

async function writeBlob(repository: Repository, content: string): Promise<string> {
  return kept(repository, await git.writeBlob({ fs, gitdir: repository.gitdir, blob: Buffer.from(content) }))
}

async function writeTree(repository: Repository, tree: TreeEntry[], evenEmpty = false): Promise<string | null> {
  if (tree.length === 0 && !evenEmpty) return null
  return kept(repository, await git.writeTree({ fs, gitdir: repository.gitdir, tree }))
}

/** What is acknowledged must survive a power cut: isomorphic-git writes objects without waiting for the disk. */
function kept({ gitdir }: Repository, oid: string): string {
  const file = join(gitdir, 'objects', oid.slice(0, 2), oid.slice(2))
  for (const path of [file, dirname(file)]) {
    if (!fs.existsSync(path)) continue // in a pack already
    const fd = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  }
  return oid
}
