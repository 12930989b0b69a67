/** Moving a branch as git itself does it: under git's own lock file and only from where it is expected, so no push is overwritten. */
import fs from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { refuse } from '../../errors.ts'
import { branchTip, type Repository } from './repository.ts'

/**
 * @param expected what the branch must point to now; null: it must not be there.
 * @returns false when it points elsewhere by now.
 * @throws Refusal repository-busy when another program holds the branch.
 */
export async function moveBranch(repository: Repository, branch: string, expected: string | null, next: string): Promise<boolean> {
  const file = join(repository.gitdir, 'refs/heads', branch)
  const lock = `${file}.lock`
  hold(lock, branch)
  try {
    if ((await branchTip(repository, branch)) !== expected) return false
    // beside the lock, which says whose it is until the end: a server killed at any moment leaves a lock that is known for its own
    write(`${file}.new.lock`, `${next}\n`)
    fs.renameSync(`${file}.new.lock`, file)
    syncFolder(dirname(file))
    return true
  } finally {
    fs.rmSync(lock, { force: true })
    held.delete(lock)
  }
}

/** Locks of this very process. In a container every server has the same number, so the number alone does not tell who holds one. */
const held = new Set<string>()

/** A lock of ours names its process and machine, so one that a killed server left behind is known for what it is. */
function hold(path: string, branch: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      fs.mkdirSync(dirname(path), { recursive: true })
      fs.writeFileSync(path, `tongban ${process.pid} ${hostname()}\n`, { flag: 'wx' })
      held.add(path)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // a branch that is named as the folder of ours stands in the way as a lock does
      if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error
      if (attempt > 1 || !leftBehind(path)) throw refuse('repository-busy', { branch, lock: path })
      fs.rmSync(path, { force: true })
    }
  }
}

function write(path: string, text: string): void {
  const fd = fs.openSync(path, 'w')
  try {
    fs.writeSync(fd, text)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function leftBehind(path: string): boolean {
  const text = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
  const [, number, machine] = /^tongban (\d+)(?: (\S+))?$/m.exec(text) ?? []
  // git's own lock has the new commit in it and nothing that says whose it is; whether a process of another machine lives cannot be asked here
  if (number === undefined || (machine !== undefined && machine !== hostname())) return false
  const pid = Number(number)
  if (pid === process.pid) return !held.has(path)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function syncFolder(folder: string): void {
  const fd = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
