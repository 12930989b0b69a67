/** Changing where an instance is, and which definition it follows. */
import type { Key, Variables } from '../../state.ts'
import { text, variables } from '../arguments.ts'
import type { Awaited } from './index.ts'
import type { Message } from './call.ts'

export interface ActivateInstruction {
  elementId: string
  /** The scope to activate in; 0 or below: the one there is. */
  ancestor: Key
  /** scopeId '' : the process instance's own. */
  variables: readonly { scopeId: string; variables: Variables }[]
}

export interface Modification { key: Key; activate: readonly ActivateInstruction[]; terminate: readonly Key[] }

/** @throws BadRequest */
export function modification({ processInstanceKey, activateInstructions, terminateInstructions }: Message): Modification {
  return {
    key: processInstanceKey,
    activate: (activateInstructions as Message[]).map(({ elementId, ancestorElementInstanceKey, variableInstructions }) => ({
      elementId: text(elementId, 'elementId'),
      ancestor: ancestorElementInstanceKey,
      variables: (variableInstructions as Message[]).map((each) => ({ scopeId: text(each.scopeId, 'scopeId'), variables: variables(each.variables) })),
    })),
    terminate: (terminateInstructions as Message[]).map((each) => each.elementInstanceKey as Key),
  }
}

export interface Migration { key: Key; target: Key; mappings: readonly { source: string; target: string }[] }

/** @throws BadRequest */
export function migration({ processInstanceKey, migrationPlan }: Message): Migration {
  return {
    key: processInstanceKey,
    target: migrationPlan?.targetProcessDefinitionKey ?? 0,
    mappings: ((migrationPlan?.mappingInstructions ?? []) as Message[]).map((each) => ({
      source: text(each.sourceElementId, 'sourceElementId'), target: text(each.targetElementId, 'targetElementId'),
    })),
  }
}

export const modificationsAwaited: Readonly<Record<string, Awaited>> = {
  ModifyProcessInstance: { read: modification, instead: 'Modifying instances is not carried yet. Draw the way back in the diagram, or cancel and start again.' },
  MigrateProcessInstance: { read: migration, instead: 'Migrating instances is not carried yet. Let the instance end on its version, or cancel and start again.' },
}
