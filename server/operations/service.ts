/**
 * The operators' door: what the engines hold, what needs somebody, and the acts on it. Pages (routes.ts) and the command line
 * (scripts/operations.ts) stand on this alone. It decides nothing about a case.
 */
export { act, type Act, type By } from './acts.ts'
export { openDesk, type Desk } from './desk.ts'
export { list, NOUNS, type Listing, type ListFilter, type Noun } from './lists.ts'
export { overview, type EngineState, type Overview } from './overview.ts'
export { instance, type InstanceView } from './instance.ts'
export { explain, sentence } from './words.ts'
