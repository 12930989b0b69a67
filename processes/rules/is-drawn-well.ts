/** bpmnlint's own rules of good drawing: no fork without a gateway, nothing unconnected, nothing that lies over something else. */
import { diagramRule, say } from './rule.ts'
import { bpmnlintFacts, bpmnlintRules } from './support/bpmnlintRules.ts'
import { lint } from './support/lint.ts'

export default diagramRule('is-drawn-well', 'warning', (subject) => lint(subject, bpmnlintRules, bpmnlintFacts, (element, message, rule) =>
  say`${element}: ${message}. Draw it otherwise (bpmnlint's rule ${rule}).`))
