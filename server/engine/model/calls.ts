/** Call activities (`zeebe:calledElement`), and which version of what they call they mean. */
import { attribute, extension } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { CommonParts } from './nodes.ts'
import type { Moddle } from './read.ts'
import type { Binding, CallNode } from './types.ts'

export function callActivity(element: Moddle, common: CommonParts, findings: Findings): CallNode {
  const called = extension(element, 'zeebe:CalledElement')
  const processId = attribute(called, 'processId')
  if (!processId) findings.refuse(element, "Must have exactly one 'zeebe:calledElement' extension element with a processId. Set the called element of the activity.")
  return {
    ...common,
    type: 'callActivity',
    processId: findings.expression(element, processId ?? ''),
    binding: bindingOf(element, called, findings),
    allIn: called?.propagateAllParentVariables !== false,
    allOut: called?.propagateAllChildVariables !== false,
  }
}

/** `bindingType` and `versionTag`, as Zeebe has them since 8.6. */
export function bindingOf(element: Moddle, extension: Moddle | undefined, findings: Findings): Binding {
  const type = attribute(extension, 'bindingType') ?? 'latest'
  const tag = attribute(extension, 'versionTag') ?? ''
  if (type === 'versionTag' && tag === '') findings.refuse(element, "Attribute 'versionTag' must be present and not empty if the attribute 'bindingType' is 'versionTag'")
  if (type === 'deployment' || type === 'latest') return { to: type }
  if (type !== 'versionTag') findings.refuse(element, `Attribute 'bindingType' must be one of: deployment, latest, versionTag, but is '${type}'`)
  return { to: 'versionTag', tag }
}
