/** What workers say of a job. Activating has a file of its own (../polls.ts). */
import { noJob } from '../../handlers/jobs.ts'
import { sentence, text, variables } from '../arguments.ts'
import { command, nothing, type Calls } from './call.ts'

export const jobCalls: Calls = {
  CompleteJob: {
    request: ({ jobKey: key, variables: document }) => command(key, { type: 'CompleteJob', key, variables: variables(document) }, noJob('CompleteJob', key)),
    reply: nothing,
  },
  FailJob: {
    request: ({ jobKey: key, retries, errorMessage, retryBackOff, variables: document }) =>
      command(key, { type: 'FailJob', key, retries, errorMessage: sentence(errorMessage), backoff: retryBackOff, variables: variables(document) }, noJob('FailJob', key)),
    reply: nothing,
  },
  ThrowError: {
    request: ({ jobKey: key, errorCode, errorMessage, variables: document }) =>
      command(key, { type: 'ThrowError', key, errorCode: text(errorCode, 'errorCode'), errorMessage: sentence(errorMessage), variables: variables(document) }, noJob('ThrowError', key)),
    reply: nothing,
  },
  UpdateJobRetries: {
    request: ({ jobKey: key, retries }) => command(key, { type: 'UpdateJobRetries', key, retries }, noJob('UpdateJobRetries', key)),
    reply: nothing,
  },
  UpdateJobTimeout: {
    request: ({ jobKey: key, timeout }) => command(key, { type: 'UpdateJobTimeout', key, timeout }, noJob('UpdateJobTimeout', key)),
    reply: nothing,
  },
}
