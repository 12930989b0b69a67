/** The matter's own letters can be made: a template that breaks would break the decision that needs it. */
import { bundleRule, finding, say } from './rule.ts'

export default bundleRule('letters-can-be-made', 'error', ({ bundle, letterFault }) => Object.entries(bundle.letters).flatMap(([kind, source]) => {
  const fault = letterFault(kind, source)
  return fault === null ? [] : [finding(`letters/${kind}.hbs`, undefined, say`${fault}`)]
}))
