/** Incidents and the variables that mend them. */
import { noIncident } from '../../handlers/incidents.ts'
import { noElement } from '../../handlers/instance.ts'
import { keyOf, variables } from '../arguments.ts'
import { command, nothing, type Calls } from './call.ts'

export const incidentCalls: Calls = {
  ResolveIncident: {
    request: ({ incidentKey: key }) => command(key, { type: 'ResolveIncident', key }, noIncident(key)),
    reply: nothing,
  },
  SetVariables: {
    request: ({ elementInstanceKey: element, variables: document, local }) =>
      command(element, { type: 'SetVariables', element, variables: variables(document), local }, noElement(element)),
    reply: (answer) => ({ key: keyOf(answer) }),
  },
}
