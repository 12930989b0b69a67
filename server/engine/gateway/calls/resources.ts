/** Deploying resources and deleting them. */
import type { Answer } from '../../machine/requests.ts'
import type { Definition } from '../../machine/definitions.ts'
import type { Key } from '../../state.ts'
import { ONE_TENANT, tenant } from '../arguments.ts'
import { compileResources, type Resource } from '../deploy.ts'
import type { Awaited } from './index.ts'
import type { Calls, Message } from './call.ts'

type Deployed = Extract<Answer, { answer: 'deployed' }>

export const resourceCalls: Calls = {
  DeployResource: {
    request: async ({ resources, tenantId }, compile) => {
      tenant('DeployResource', tenantId)
      return { type: 'Deploy', resources: await compileResources(resources as Resource[], compile) }
    },
    reply: (answer) => {
      const { key, definitions } = answer as Deployed
      return { key, tenantId: ONE_TENANT, deployments: definitions.map((definition) => ({ process: metadata(definition) })) }
    },
  },
  DeployProcess: {
    request: async ({ processes }, compile) => ({
      type: 'Deploy',
      resources: await compileResources((processes as { name: string; definition: Buffer }[]).map(({ name, definition }) => ({ name, content: definition })), compile),
    }),
    reply: (answer) => {
      const { key, definitions } = answer as Deployed
      return { key, processes: definitions.map(metadata) }
    },
  },
}

function metadata(definition: Definition): Message {
  return { bpmnProcessId: definition.bpmnProcessId, version: definition.version, processDefinitionKey: definition.key, resourceName: definition.resourceName, tenantId: ONE_TENANT }
}

/** The key of what is to be deleted: a process, a decision requirements graph or a form. */
export function deletion({ resourceKey }: Message): Key {
  return resourceKey
}

export const resourcesAwaited: Readonly<Record<string, Awaited>> = {
  DeleteResource: { read: deletion, instead: 'Deleting resources is not carried yet. Deploy a newer version instead.' },
}
