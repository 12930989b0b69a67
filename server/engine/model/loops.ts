/** Multi-instance: the body that is put around an activity, and what it repeats over (`zeebe:loopCharacteristics`). */
import type { Expression } from '../feel/expression.ts'
import { attribute, extension } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { Moddle } from './read.ts'
import type { ActivityNode, Loop, Node } from './types.ts'

const REPEATABLE: ReadonlySet<string> = new Set<ActivityNode['type']>(['subProcess', 'serviceTask', 'userTask', 'sendTask', 'businessRuleTask', 'scriptTask', 'feelTask', 'decisionTask', 'plainTask', 'receiveTask', 'callActivity'])

/** The node itself, or its multi-instance body: the flows and boundary events connected later are the body's then. */
export function repeated(element: Moddle, node: Node, findings: Findings): Node {
  const characteristics = element.loopCharacteristics as Moddle | undefined
  if (!characteristics) return node
  if (characteristics.$type !== 'bpmn:MultiInstanceLoopCharacteristics') {
    findings.refuse(element, 'Loop markers are not executed. Draw the loop with a gateway, or use a multi-instance marker.')
    return node
  }
  if (!isActivity(node)) {
    findings.refuse(element, 'Only an activity can be multi-instance.')
    return node
  }
  const { id, name, parent, undoes } = node
  return { id, name, parent, undoes, incoming: [], outgoing: [], inputs: [], outputs: [], boundary: [], type: 'multiInstanceBody', inner: node, loop: loopOf(element, characteristics, findings) }
}

function isActivity(node: Node): node is ActivityNode {
  return REPEATABLE.has(node.type)
}

function loopOf(element: Moddle, characteristics: Moddle, findings: Findings): Loop {
  const zeebe = extension(characteristics, 'zeebe:LoopCharacteristics')
  if (!zeebe) findings.refuse(element, "Must have exactly one 'zeebe:loopCharacteristics' extension element. Set the input collection of the multi-instance marker.")
  const of = (name: string) => attribute(zeebe, name) || null
  const [collection, outputElement] = [of('outputCollection'), of('outputElement')]
  if (zeebe && !of('inputCollection')) findings.refuse(element, "Attribute 'inputCollection' must be present and not empty")
  if (collection && !outputElement) findings.refuse(element, "Attribute 'outputElement' must be present if the attribute 'outputCollection' is set")
  if (outputElement && !collection) findings.refuse(element, "Attribute 'outputCollection' must be present if the attribute 'outputElement' is set")
  const completion = attribute(characteristics.completionCondition as Moddle | undefined, 'body')
  const result = collection && outputElement ? findings.feel(element, outputElement, 'Output element') : null
  return {
    sequential: characteristics.isSequential === true,
    inputCollection: findings.feel(element, of('inputCollection') ?? '=[]', 'Input collection'),
    inputElement: of('inputElement'),
    output: collection && result ? { collection, element: result, variable: variableOf(result) } : null,
    completion: completion ? findings.expression(element, completion) : null,
  }
}

/** The variable of an expression that is only a name or a path from one: it must exist in the inner instance's own scope. */
function variableOf(expression: Expression): string | null {
  const path = /^([\p{L}_][\p{L}\p{N}_]*)(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.exec(expression.text)
  return path && !LITERALS.has(path[1]!) ? path[1]! : null
}

const LITERALS = new Set(['true', 'false', 'null'])
