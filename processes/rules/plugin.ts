/** The rules of a diagram as a plugin of bpmnlint: what a modeler loads, and any program that runs bpmnlint. */
import { rules } from './index.ts'
import type { DiagramRule, Severity } from './rule.ts'

/** bpmnlint's words for our degrees. */
const categories: Record<Severity, 'error' | 'warn' | 'info'> = { error: 'error', warning: 'warn', hint: 'info' }

const ofDiagrams = rules.filter((rule): rule is DiagramRule => rule.of === 'diagram')

export default {
  configs: { recommended: { rules: Object.fromEntries(ofDiagrams.map(({ name, severity }) => [`tongban/${name}`, categories[severity]])) } },
  rules: Object.fromEntries(ofDiagrams.map((rule) => [rule.name, rule])),
}
