/**
 * What the platform sees of the gaps by itself: required items of which nothing is there. An officer puts them into the one notice (行政许可法 32(4)) with
 * one press and adds what only a reader of the papers finds. Whether a notice may say it is accepting.ts.
 */
import type { Case } from '../cases/case.ts'
import type { Db } from '../db/pool.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import { translate } from '../web/messages.ts'
import { guideReached } from './accepting.ts'
import { missing } from './materials.ts'
import type { Gap } from './oneNotice.ts'
import * as store from './store.ts'

/** In the letter's language, which is Chinese. */
export async function gapsFound(db: Db, file: Case, { bundle }: MatterVersion): Promise<Gap[]> {
  const guide = guideReached(bundle.matter, file.data, await tasks.ofCase(db, file.id))
  const shared = (await store.sharedMaterials(db, file.id)).map(({ itemCode }) => itemCode)
  return missing(guide, await store.materialsOfCase(db, file.id), new Set(), shared).map(({ name, acceptStandard }) => ({
    item: name, problem: translate('zh-CN', 'intake.gap.missing'), remedy: translate('zh-CN', 'intake.gap.handIn', { standard: acceptStandard }),
  }))
}
