/** The matter's own letters can be made: a template that breaks would break the decision that needs it. */
import { error, type Check } from './subject.ts'

export const lettersCanBeMade: Check = ({ bundle, letterFault }) => Object.entries(bundle.letters).flatMap(([kind, source]) => {
  const fault = letterFault(kind, source)
  return fault === null ? [] : [error(`letters/${kind}.hbs`, undefined, fault)]
})
