/**
 * The door of the manuals room: views of a matter generated from the bundle that runs, so they cannot disagree with it. The public guide
 * itself is intake's; here are the officers' manual and the one-page slip.
 */
export { manualOf, type ManualOptions } from './manual.ts'
export { slipOf, type SlipOptions } from './slip.ts'
export { namesIn } from './names.ts'
export { textsOf, type Chapter, type GeneratedView, type Piece } from './document.ts'
export { routes } from './routes.ts'
