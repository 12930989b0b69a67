/**
 * A gateway that does nothing: it answers every call of the workload at once from constants, by the same gRPC library and the same .proto as
 * ours. What it costs is the floor of any engine behind gRPC in Node; a program of its own, so that it is measured like the others.
 */
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js'
import { service } from '../../server/engine/gateway/protocol.ts'

let key = 2_251_799_813_685_249
const job = { type: 'io.camunda.zeebe:userTask', bpmnProcessId: 'approval', processDefinitionVersion: 1, processDefinitionKey: key, elementId: 'accept', customHeaders: '{"limit":"P5D"}', worker: 'nobody', retries: 3, deadline: 0, variables: '{"caseId":"c0-0"}', tenantId: '<default>' }
const answer = (value: () => object) => (_call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>) => reply(null, value())

const server = new Server()
server.addService(service, {
  DeployResource: answer(() => ({ key: ++key, deployments: [] })),
  CreateProcessInstance: answer(() => ({ processDefinitionKey: 1, bpmnProcessId: 'approval', version: 1, processInstanceKey: ++key })),
  CompleteJob: answer(() => ({})),
  ActivateJobs: (call: ServerWritableStream<unknown, unknown>) => {
    call.write({ jobs: [{ ...job, key: ++key, processInstanceKey: key, elementInstanceKey: key }] })
    call.end()
  },
})
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error
  console.log(JSON.stringify({ port }))
})
process.once('disconnect', () => process.exit(0))
