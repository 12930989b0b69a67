/**
 * The publication room's door: a change of a matter on its way from a commit to the day it takes cases. Proposed by an analyst, signed or
 * returned by legal review (法核), published by the 审改办; what is pushed from outside goes the same way.
 */
export { readFiles, readPlace, type MatterAt, type MatterFiles } from './files.ts'
export { pastVersions } from './history.ts'
export { propose, proposeNow, refresh, withdraw, type Wish } from './proposing.ts'
export { giveBack, sign } from './reviewing.ts'
export { publish, resume } from './publishing.ts'
export { look, start } from './firstStart.ts'
export { contentOf, type Content } from './content.ts'
export { byId, eventsOf, list, type Proposal, type ProposalEvent } from './store.ts'
export { publicationApi } from './api.ts'
export { rollBack, withdrawPublication } from './rollback.ts'
export { topics } from './turning.ts'
export { publicationPages } from './routes.ts'
export { decideCase, openLawChange, relist } from './lawChange.ts'
export { citationsOf, figure } from './citations.ts'
export { migrateCases, preview, resumeMigrations, type MigrateInstance } from './migrating.ts'
