/** The `zeebe:` extensions of an element: which are allowed where, and reading them. Extensions of other makers stay inert. */
import type { Findings } from './findings.ts'
import type { Moddle } from './read.ts'
import type { Mapping } from './types.ts'

const TASK = ['zeebe:TaskHeaders', 'zeebe:IoMapping', 'zeebe:Properties']

/** Element type -> the extensions carried there. Anything else in the zeebe namespace is refused. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'bpmn:Process': ['zeebe:Properties', 'zeebe:VersionTag', 'zeebe:UserTaskForm', 'zeebe:TaskHeaders'],
  'bpmn:SubProcess': ['zeebe:IoMapping', 'zeebe:Properties', 'zeebe:TaskHeaders'],
  'bpmn:ServiceTask': ['zeebe:TaskDefinition', ...TASK],
  'bpmn:SendTask': ['zeebe:TaskDefinition', ...TASK],
  'bpmn:BusinessRuleTask': ['zeebe:TaskDefinition', 'zeebe:CalledDecision', ...TASK],
  'bpmn:ScriptTask': ['zeebe:TaskDefinition', 'zeebe:Script', ...TASK],
  'bpmn:Task': TASK,
  'bpmn:ManualTask': TASK,
  'bpmn:UserTask': ['zeebe:AssignmentDefinition', 'zeebe:FormDefinition', 'zeebe:TaskSchedule', ...TASK],
  'bpmn:ReceiveTask': TASK,
  'bpmn:IntermediateCatchEvent': ['zeebe:IoMapping', 'zeebe:Properties'],
  'bpmn:BoundaryEvent': ['zeebe:IoMapping', 'zeebe:Properties'],
  'bpmn:StartEvent': ['zeebe:IoMapping', 'zeebe:Properties', 'zeebe:FormDefinition'],
  'bpmn:CallActivity': ['zeebe:CalledElement', 'zeebe:IoMapping', 'zeebe:Properties'],
  'bpmn:MultiInstanceLoopCharacteristics': ['zeebe:LoopCharacteristics'],
  'bpmn:EndEvent': ['zeebe:TaskDefinition', 'zeebe:TaskHeaders', 'zeebe:IoMapping', 'zeebe:Properties'],
  'bpmn:IntermediateThrowEvent': ['zeebe:TaskDefinition', 'zeebe:TaskHeaders', 'zeebe:IoMapping', 'zeebe:Properties'],
}
const ANYWHERE = ['zeebe:Properties']

export function checkExtensions(element: Moddle, findings: Findings): void {
  for (const { $type } of extensions(element)) {
    if (!$type.startsWith('zeebe:')) continue
    if ((ALLOWED[element.$type] ?? ANYWHERE).includes($type)) continue
    if ($type === 'zeebe:UserTask') findings.refuse(element, 'Zeebe-native user tasks (<zeebe:userTask/>) are not carried. Set Implementation to "Job worker" on the user task.')
    else findings.refuse(element, `The extension ${$type} is not carried on ${element.$type}. Remove it.`)
  }
}

export function extension(element: Moddle, type: string): Moddle | undefined {
  return extensions(element).find((each) => each.$type === type)
}

function extensions(element: Moddle): Moddle[] {
  return ((element.extensionElements as Moddle | undefined)?.values as Moddle[] | undefined) ?? []
}

/** A text attribute of an extension; undefined when it is absent. */
export function attribute(element: Moddle | undefined, name: string): string | undefined {
  const value = element?.[name]
  return typeof value === 'string' ? value : undefined
}

export function headers(element: Moddle): Record<string, string> {
  const found: Record<string, string> = {}
  for (const header of (extension(element, 'zeebe:TaskHeaders')?.values as Moddle[] | undefined) ?? []) {
    const key = attribute(header, 'key')
    if (key) Object.defineProperty(found, key, { value: attribute(header, 'value') ?? '', enumerable: true, configurable: true, writable: true })
  }
  return found
}

export function mappings(element: Moddle, direction: 'inputParameters' | 'outputParameters', findings: Findings): Mapping[] {
  const list = (extension(element, 'zeebe:IoMapping')?.[direction] as Moddle[] | undefined) ?? []
  return list.map((mapping) => {
    const target = attribute(mapping, 'target') ?? ''
    if (!TARGET.test(target) || target.split('.').length > MAX_PARTS) findings.refuse(element, `'${target}' cannot be the target of a mapping. Use a name of letters, digits and _, with dots between at most ${MAX_PARTS} parts of a context.`)
    return { source: findings.expression(element, attribute(mapping, 'source') ?? ''), target: target.split('.') }
  })
}

/** A context deeper than what comes in could not be sent out again. */
const MAX_PARTS = 50
const TARGET = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u
