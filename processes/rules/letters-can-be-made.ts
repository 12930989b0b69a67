/** The matter's own letters can be made: a template that breaks would break the decision that needs it. */
import { bundleRule, finding, say, type Where } from './rule.ts'

export default bundleRule('letters-can-be-made', 'error', ({ bundle, letterFault }) => Object.entries(bundle.letters).flatMap(([kind, source]) => {
  const fault = letterFault(kind, source)
  return fault === null ? [] : [finding(`letters/${kind}.hbs`, undefined, say`${fault}`, lineIn(fault))]
}))

/** The letter room begins what it says of one line with its number (server/letters/markup.ts). */
function lineIn(fault: string): Where {
  const line = /^Line (\d+):/.exec(fault)?.[1]
  return line === undefined ? {} : { line: Number(line) }
}
