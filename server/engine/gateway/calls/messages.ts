/** What is published to everybody: messages and signals. */
import { keyOf, ONE_TENANT, tenant, text, variables } from '../arguments.ts'
import type { Calls } from './call.ts'

export const messageCalls: Calls = {
  PublishMessage: {
    request: ({ name, correlationKey, messageId, timeToLive, variables: document, tenantId }) => {
      const given = variables(document)
      tenant('PublishMessage', tenantId)
      return { type: 'Publish', name: text(name, 'name'), correlationKey: text(correlationKey, 'correlationKey'), messageId: text(messageId, 'messageId'), timeToLive, variables: given }
    },
    reply: (answer) => ({ key: keyOf(answer), tenantId: ONE_TENANT }),
  },
  BroadcastSignal: {
    request: ({ signalName, variables: document, tenantId }) => {
      const given = variables(document)
      tenant('BroadcastSignal', tenantId)
      return { type: 'Broadcast', name: text(signalName, 'signalName'), variables: given }
    },
    reply: (answer) => ({ key: keyOf(answer), tenantId: ONE_TENANT }),
  },
}
