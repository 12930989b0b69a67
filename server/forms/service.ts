/**
 * The door of the forms room: check a form, show it, read a post, judge the answers, route. A form is a JSON Schema 2020-12 subset
 * (keywords.ts) with `x-` words; here is no storage and no HTTP.
 */
export type { Issue } from '../errors.ts'
export type { Choice, FormData, FormPage, FormSchema } from './schema.ts'
export type { FormOptions } from './fields.ts'
export type { FormAction } from './actions.ts'
export type { SchemaProblem } from './check.ts'
export type { SharedParts } from './shared.ts'
export { choicesOf } from './schema.ts'
export { checkSchema } from './check.ts'
export { inlineShared, partsIn, partsThatDiffer } from './shared.ts'
export { renderForm, renderSummary } from './render.ts'
export { parseForm, prune } from './parse.ts'
export { actionOf, applyAction } from './actions.ts'
export { validate } from './validate.ts'
export { standaloneValidator, validatorSource } from './standalone.ts'
export { routingOf } from './routing.ts'
export { pagesOf, pageApplies, issuesOfPage } from './pages.ts'
export { schemaAt } from './sentences.ts'
