/** The FEEL expressions of one BPMN element, each with the place where it stands, for checks of what they ask for. Conditions of flows stand on the flows. Pure. */

/** `place` reads like "The input mapping": what a message begins with. `text` begins with `=`. */
export interface PlacedExpression { element: string; place: string; text: string }

interface Moddle { $type: string; id: string; [property: string]: unknown }

/** Attributes of zeebe extensions that may hold FEEL. */
const attributes: Record<string, Record<string, string>> = {
  'zeebe:TaskDefinition': { type: 'The job type', retries: 'The retries' },
  'zeebe:AssignmentDefinition': { assignee: 'The assignee', candidateGroups: 'The candidate groups', candidateUsers: 'The candidate users' },
  'zeebe:TaskSchedule': { dueDate: 'The due date', followUpDate: 'The follow-up date' },
  'zeebe:Script': { expression: 'The script' },
  'zeebe:CalledElement': { processId: 'The called process' },
  'zeebe:CalledDecision': { decisionId: 'The called decision' },
  'zeebe:LoopCharacteristics': { inputCollection: 'The input collection', outputElement: 'The output element' },
  'zeebe:Subscription': { correlationKey: 'The correlation key' },
}

export function expressionsOf(element: Moddle): PlacedExpression[] {
  const found: PlacedExpression[] = []
  const note = (place: string, text: unknown): void => {
    if (typeof text === 'string' && text.trimStart().startsWith('=')) found.push({ element: element.id, place, text: text.trim() })
  }
  const extensions = (of: Moddle | undefined): Moddle[] => list((of?.extensionElements as Moddle | undefined)?.values)
  const read = (extension: Moddle): void => {
    for (const [name, place] of Object.entries(attributes[extension.$type] ?? {})) note(place, extension[name])
    for (const mapping of list(extension.inputParameters)) note('The input mapping', mapping.source)
    for (const mapping of list(extension.outputParameters)) note('The output mapping', mapping.source)
  }
  const loop = element.loopCharacteristics as Moddle | undefined
  for (const extension of [...extensions(element), ...extensions(loop)]) read(extension)
  note('The completion condition', (loop?.completionCondition as Moddle | undefined)?.body)
  const message = element.messageRef as Moddle | undefined
  for (const definition of [...list(element.eventDefinitions), ...(message ? [{ $type: '', id: '', messageRef: message }] : [])]) {
    for (const kind of ['timeDuration', 'timeDate', 'timeCycle']) note('The timer', (definition[kind] as Moddle | undefined)?.body)
    const referred = (definition.messageRef ?? definition.signalRef) as Moddle | undefined
    note('The name', referred?.name)
    for (const extension of extensions(referred)) read(extension)
  }
  return found
}

function list(value: unknown): Moddle[] {
  return Array.isArray(value) ? (value as Moddle[]) : []
}
