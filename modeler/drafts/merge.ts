/**
 * Two states of a matter's files that grew from one: what one side alone changed is taken, lines that both changed differently are a
 * conflict of their file, and so is a diagram or a JSON that would be torn by the merge. Pure.
 */
import { merge as mergeLines } from 'node-diff3'
import { looked } from '../drawing/readable.ts'
import type { Files } from '../workspace.ts'

export interface Merged {
  /** Files in conflict hold mine. */
  files: Record<string, string>
  conflicts: { path: string; mine: string | undefined; theirs: string | undefined }[]
}

export async function mergeFiles(ancestor: Files, mine: Files, theirs: Files): Promise<Merged> {
  const merged: Merged = { files: {}, conflicts: [] }
  for (const path of [...new Set([...Object.keys(ancestor), ...Object.keys(mine), ...Object.keys(theirs)])].sort()) {
    const one = await mergeFile(path, ancestor[path], mine[path], theirs[path])
    if (one === 'conflict') merged.conflicts.push({ path, mine: mine[path], theirs: theirs[path] })
    const text = one === 'conflict' ? mine[path] : one.text
    if (text !== undefined) merged.files[path] = text
  }
  return merged
}

async function mergeFile(path: string, was: string | undefined, mine: string | undefined, theirs: string | undefined): Promise<{ text: string | undefined } | 'conflict'> {
  if (mine === theirs || theirs === was) return { text: mine }
  if (mine === was) return { text: theirs }
  // new on both sides, or changed here and removed there: nobody but a person knows
  if (was === undefined || mine === undefined || theirs === undefined) return 'conflict'
  const { conflict, result } = mergeLines(mine.split('\n'), was.split('\n'), theirs.split('\n'), { excludeFalseConflicts: true })
  const text = result.join('\n')
  return conflict || !(await whole(path, text)) ? 'conflict' : { text }
}

/** Lines can fit and the whole be torn all the same. */
async function whole(path: string, text: string): Promise<boolean> {
  if (path.endsWith('.bpmn')) return (await looked(text)) === null
  if (!path.endsWith('.json')) return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The merge as a person decided it. @param theirs paths of which the other side stays */
export function decided({ files, conflicts }: Merged, theirs: ReadonlySet<string>): Record<string, string> {
  const chosen = { ...files }
  for (const conflict of conflicts) {
    const text = theirs.has(conflict.path) ? conflict.theirs : conflict.mine
    if (text === undefined) delete chosen[conflict.path]
    else chosen[conflict.path] = text
  }
  return chosen
}
