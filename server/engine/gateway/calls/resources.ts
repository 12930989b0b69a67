/** Deploying resources and deleting them. */
import type { Answer } from '../../machine/requests.ts'
import type { DecisionDefinition, GraphDefinition } from '../../machine/decisions.ts'
import type { Definition } from '../../machine/definitions.ts'
import { ONE_TENANT, tenant } from '../arguments.ts'
import { compileResources, type Resource } from '../deploy.ts'
import { nothing, type Calls, type Message } from './call.ts'

type Deployed = Extract<Answer, { answer: 'deployed' }>

export const resourceCalls: Calls = {
  DeployResource: {
    request: async ({ resources, tenantId }, compilers) => {
      tenant('DeployResource', tenantId)
      return { type: 'Deploy', resources: await compileResources(resources as Resource[], compilers) }
    },
    reply: (answer) => {
      const { key, definitions, decisions, graphs } = answer as Deployed
      const graphOf = new Map(graphs.map((graph) => [graph.key, graph]))
      return {
        key, tenantId: ONE_TENANT,
        deployments: [
          ...definitions.map((definition) => ({ process: metadata(definition) })),
          ...decisions.map((decision) => ({ decision: decisionMetadata(decision, graphOf.get(decision.graph)!) })),
          ...graphs.map((graph) => ({ decisionRequirements: graphMetadata(graph) })),
        ],
      }
    },
  },
  DeleteResource: { request: ({ resourceKey }) => ({ type: 'Delete', resource: resourceKey }), reply: nothing },
  DeployProcess: {
    request: async ({ processes }, compilers) => ({
      type: 'Deploy',
      resources: await compileResources((processes as { name: string; definition: Buffer }[]).map(({ name, definition }) => ({ name, content: definition })), compilers),
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

function decisionMetadata(decision: DecisionDefinition, graph: GraphDefinition): Message {
  return {
    dmnDecisionId: decision.id, dmnDecisionName: decision.name, version: decision.version, decisionKey: decision.key,
    dmnDecisionRequirementsId: graph.id, decisionRequirementsKey: graph.key, tenantId: ONE_TENANT,
  }
}

function graphMetadata({ key, id, name, version, resourceName }: GraphDefinition): Message {
  return { dmnDecisionRequirementsId: id, dmnDecisionRequirementsName: name, version, decisionRequirementsKey: key, resourceName, tenantId: ONE_TENANT }
}
