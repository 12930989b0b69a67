/** What is published to everybody: messages and signals. */
import type { Variables } from '../../state.ts'
import { keyOf, ONE_TENANT, tenant, text, variables } from '../arguments.ts'
import type { Awaited } from './index.ts'
import type { Calls, Message } from './call.ts'

export const messageCalls: Calls = {
  PublishMessage: {
    request: ({ name, correlationKey, messageId, timeToLive, variables: document, tenantId }) => {
      const given = variables(document)
      tenant('PublishMessage', tenantId)
      return { type: 'Publish', name: text(name, 'name'), correlationKey: text(correlationKey, 'correlationKey'), messageId: text(messageId, 'messageId'), timeToLive, variables: given }
    },
    reply: (answer) => ({ key: keyOf(answer), tenantId: ONE_TENANT }),
  },
}

/** @throws BadRequest */
export function broadcast({ signalName, variables: document, tenantId }: Message): { name: string; variables: Variables } {
  const given = variables(document)
  tenant('BroadcastSignal', tenantId)
  return { name: text(signalName, 'signalName'), variables: given }
}

export const signalsAwaited: Readonly<Record<string, Awaited>> = {
  BroadcastSignal: { read: broadcast, instead: 'Signals are not carried yet. Publish a message.' },
}
