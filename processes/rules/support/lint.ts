/** Rules of others, in bpmnlint's form, run over one diagram; what they say becomes a finding with the rule's name. */
import testRule from 'bpmnlint/lib/test-rule.js'
import { finding, type Finding } from '../rule.ts'
import { called, DIAGRAM, type DiagramSubject } from '../subject.ts'

export type Factory = (config?: unknown) => unknown

export function lint({ definitions, diagram }: DiagramSubject, factory: Factory, config: unknown, say: (element: string, message: string) => string): Finding[] {
  return testRule({ moddleRoot: definitions, rule: factory(config) }).map(({ id, message }) => {
    const node = id === undefined ? undefined : diagram.nodes.get(id)
    return finding(DIAGRAM, id, say(node ? called(node) : `"${id ?? 'the diagram'}"`, message))
  })
}
