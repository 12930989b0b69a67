/** Moving a branch as git itself does it: under git's own lock file and only from where it is expected, so no push is overwritten. */
import fs from 'node:fs'
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
  fs.mkdirSync(dirname(file), { recursive: true })
  const lock = hold(`${file}.lock`, branch)
  try {
    if ((await branchTip(repository, branch)) !== expected) return false
    fs.ftruncateSync(lock.fd)
    fs.writeSync(lock.fd, `${next}\n`, 0)
    fs.fsyncSync(lock.fd)
    fs.renameSync(lock.path, file)
    syncFolder(dirname(file))
    lock.moved = true
    return true
  } finally {
    fs.closeSync(lock.fd)
    if (!lock.moved) fs.rmSync(lock.path, { force: true })
  }
}

interface Lock { path: string; fd: number; moved: boolean }

/** A lock of ours names its process, so one that a killed server left behind is known for what it is. */
function hold(path: string, branch: string): Lock {
  for (let attempt = 1; ; attempt++) {
    try {
      const fd = fs.openSync(path, 'wx')
      fs.writeSync(fd, `tongban ${process.pid}\n`)
      return { path, fd, moved: false }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (attempt > 1 || !leftBehind(path)) throw refuse('repository-busy', { branch, lock: path })
      fs.rmSync(path, { force: true })
    }
  }
}

function leftBehind(path: string): boolean {
  const text = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
  const pid = Number(/^tongban (\d+)$/m.exec(text)?.[1])
  // cut off while it wrote: git's own lock has the new commit in it and nothing that says whose it is
  if (!Number.isInteger(pid)) return false
  if (pid === process.pid) return false
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
