/** Changing where an instance is, and which definition it follows. */
import type { Placement } from '../../behaviors/placement.ts'
import { notMigratable } from '../../handlers/migrate.ts'
import { notModifiable } from '../../handlers/modify.ts'
import type { Key } from '../../state.ts'
import { text, variables } from '../arguments.ts'
import { command, nothing, type Calls, type Message } from './call.ts'

export interface Modification { key: Key; activate: readonly Placement[]; terminate: readonly Key[] }

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

export const modificationCalls: Calls = {
  ModifyProcessInstance: {
    request: (message) => {
      const { key, activate, terminate } = modification(message)
      return command(key, { type: 'ModifyInstance', key, activate, terminate }, notModifiable(key))
    },
    reply: nothing,
  },
  MigrateProcessInstance: {
    request: (message) => {
      const { key, target, mappings } = migration(message)
      return command(key, { type: 'MigrateInstance', key, target, mappings }, notMigratable(key))
    },
    reply: nothing,
  },
}

