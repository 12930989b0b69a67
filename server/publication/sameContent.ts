/** Whether files of the repository are the content of a version, however they are written. Letters and organisation the version pinned besides are not the repository's. */
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/service.ts'
import type { Repository } from './repository/repository.ts'
import { filesAt, type MatterTrees } from './repository/trees.ts'

/** @param shared the common parts of forms that count */
export async function holdsVersion(repository: Repository, trees: MatterTrees, shared: Record<string, string>, { bundle }: MatterVersion): Promise<boolean> {
  const { annex: _, ...content } = bundle
  try {
    const files = await filesAt(repository, trees)
    return files !== undefined && matters.bundleOf(matters.filesInMemory(files, shared)).hash === matters.sealed(content).hash
  } catch {
    return false // cannot even be read, so it is no version; whoever pushed it is told by the check of the proposal
  }
}
