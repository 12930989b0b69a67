/**
 * The publication room's door: a change of a matter on its way from a commit to the day it takes cases. Proposed by an analyst, signed or
 * returned by legal review (法核), published by the 审改办; what is pushed from outside goes the same way.
 */
export { readFiles, readPlace, isCode, type MatterAt, type MatterFiles } from './files.ts'
export { pastVersions, type PastVersion } from './history.ts'
export { mergeFiles, propose, proposeNow, refresh, withdraw, type Wish } from './proposing.ts'
export { giveBack, sign, type Judgement } from './reviewing.ts'
export { publish, resume, type PublishWish } from './publishing.ts'
export { lookOutside } from './outside.ts'
export { look, start } from './firstStart.ts'
export { comparisonOf, contentOf, type Comparison, type Content } from './content.ts'
export { byId, eventsOf, list, type Proposal, type ProposalEvent, type ProposalState } from './store.ts'
export { publicationApi } from './api.ts'
export { rollBack, withdrawPublication } from './rollback.ts'
export { publicationPages } from './routes.ts'
export { decideCase, openLawChange, relist, type LawWish } from './lawChange.ts'
export { citationsOf, figure, type Citation } from './citations.ts'
export { migrateCases, preview, resumeMigrations, type MigrateInstance, type MigrationResult, type Preview } from './migrating.ts'
export { misfits, type Misfit, type Standing } from './fit.ts'
