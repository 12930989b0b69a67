/** A diagram with too many states to look at is told so by name: neither proved nor disproved is not the same as sound. */
import { diagramRule, finding, say } from './rule.ts'
import { soundnessOf } from './soundness/soundness.ts'
import { DIAGRAM } from './subject.ts'
import { nameOf } from './support/told.ts'

export default diagramRule('soundness-is-proved', 'warning', ({ diagram }) => [...new Set(soundnessOf(diagram).unproved)].map((scope) =>
  finding(DIAGRAM, scope ?? diagram.processId, say`${scope === undefined ? say`The process` : nameOf(diagram, scope)} is too large to prove: its branches have more states beside each other than can be looked at. Put parts of it in sub-processes; each is proved by itself.`)))
