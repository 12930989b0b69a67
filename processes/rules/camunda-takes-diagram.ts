/** Camunda's own rules for Zeebe 8.5: new cases may run on a real cluster one day (design decision 1), and its modeler shows the same. */
import { diagramRule, say } from './rule.ts'
import { camundaFacts, camundaRules } from './support/camundaRules.ts'
import { lint } from './support/lint.ts'

export default diagramRule('camunda-takes-diagram', 'error', (subject) => lint(subject, camundaRules, camundaFacts, (element, message, rule) =>
  say`${element}: ${message}. Mend it so that Zeebe 8.5 takes the diagram (Camunda's rule ${rule}).`))
