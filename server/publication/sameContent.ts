/** Whether files of the repository are the content of a version, however they are written. Letters and organisation the version pinned besides are not the repository's. */
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/service.ts'
import type { Repository } from './repository/repository.ts'
import { filesAt, sharedAt, type MatterTrees } from './repository/trees.ts'

/** @param oid the commit whose common parts of forms count */
export async function holdsVersion(repository: Repository, trees: MatterTrees, oid: string, { bundle }: MatterVersion): Promise<boolean> {
  const { annex: _, ...content } = bundle
  try {
    const files = await filesAt(repository, trees)
    return files !== undefined && matters.bundleOf(matters.filesInMemory(files, await sharedAt(repository, oid))).hash === matters.sealed(content).hash
  } catch {
    return false // cannot even be read, so it is no version; whoever pushed it is told by the check of the proposal
  }
}
