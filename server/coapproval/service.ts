/**
 * The co-approval room's door (会签, design decision 6): for the engine one user task, behind it a sheet of departments with a rule.
 * The rules are pure (rule.ts, signing.ts); nobody but this room settles a sheet.
 */
export { board, type Board, type BoardRow } from './board.ts'
export { addDepartment, askAgain, removeDepartment } from './changes.ts'
export { sheetRule } from './deciding.ts'
export { materialsFor } from './materials.ts'
export { openFromJob } from './opening.ts'
export { panels } from './panel.ts'
export { bindPart, handlers, partGone, partToOpen } from './parts.ts'
export { ofParent as partsOf, type Part } from './partStore.ts'
export { routes } from './routes.ts'
export { sweep } from './silence.ts'
export { lastSignatures } from './store.ts'
export { rowDone, topics } from './worker.ts'
