/** What workers and operators do to jobs, and what the clock does. Rejections are worded as Zeebe words them. */
import { raise } from '../behaviors/incidents.ts'
import { findCatch, uncaught } from '../behaviors/errors.ts'
import { triggerCatch, triggerElement } from '../behaviors/triggers.ts'
import { setLocal } from '../behaviors/variables.ts'
import { reject, type Rejection } from '../commands.ts'
import { after, type Job, type JobState, type Key } from '../state.ts'
import { element, emit, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

type Mine = Pick<Handlers, 'ActivateJob' | 'YieldJob' | 'CompleteJob' | 'FailJob' | 'ThrowError' | 'UpdateJobRetries' | 'UpdateJobTimeout' | 'TimeOutJob' | 'RecurJob'>

const STATE_NAMES: Record<JobState, string> = { activatable: 'ACTIVATABLE', activated: 'ACTIVATED', failed: 'FAILED', 'error-thrown': 'ERROR_THROWN' }

export const jobHandlers: Mine = {
  ActivateJob(work, { key, worker, deadline }) {
    if (work.state.jobs.get(key)?.state !== 'activatable') return noJob('ActivateJob', key)
    emit(work, { type: 'JobActivated', key, worker, deadline })
    return null
  },

  /** The client that was to get the job hung up: somebody else may have it at once. */
  YieldJob(work, { key }) {
    if (work.state.jobs.get(key)?.state !== 'activated') return noJob('YieldJob', key)
    emit(work, { type: 'JobYielded', key })
    return null
  },

  CompleteJob(work, { key, variables }) {
    const job = workable(work, key, 'CompleteJob')
    if ('reason' in job) return job
    emit(work, { type: 'JobCompleted', key })
    const owner = element(work, job.element)
    if (owner.phase === 'activated') triggerElement(work, owner, variables)
    return null
  },

  FailJob(work, { key, retries, errorMessage, backoff, variables }) {
    const job = workable(work, key, 'FailJob')
    if ('reason' in job) return job
    const left = Math.max(0, retries)
    const recurAt = left > 0 && backoff > 0 ? after(work.env.now, backoff) : 0
    emit(work, { type: 'JobFailed', key, retries: left, recurAt })
    setLocal(work, job.element, variables)
    if (left === 0) raise(work, element(work, job.element), 'JOB_NO_RETRIES', errorMessage || 'No more retries left.', key)
    else if (recurAt === 0) emit(work, { type: 'JobRecurred', key })
    return null
  },

  ThrowError(work, { key, errorCode, errorMessage, variables }) {
    const job = workable(work, key, 'ThrowError')
    if ('reason' in job) return job
    const owner = element(work, job.element)
    emit(work, { type: 'JobErrorThrown', key })
    const caught = findCatch(work, owner, errorCode)
    if (caught) triggerCatch(work, caught.event, caught.host, variables)
    else raise(work, owner, 'UNHANDLED_ERROR_EVENT', uncaught(work, owner, errorCode, errorMessage), key)
    return null
  },

  UpdateJobRetries(work, { key, retries }) {
    if (!work.state.jobs.has(key)) return noJob('UpdateJobRetries', key)
    if (retries < 1) return reject('UPDATE_RETRIES', 'INVALID_ARGUMENT', `Expected to update retries for job with key '${key}' with a positive amount of retries, but the amount given was '${retries}'`)
    emit(work, { type: 'JobRetriesUpdated', key, retries })
    return null
  },

  UpdateJobTimeout(work, { key, timeout }) {
    const job = work.state.jobs.get(key)
    if (!job) return noJob('UpdateJobTimeout', key)
    if (job.state !== 'activated') return reject('UPDATE_TIMEOUT', 'INVALID_STATE', `Expected to update the timeout of job with key '${key}', but it is not active`)
    emit(work, { type: 'JobTimeoutUpdated', key, deadline: after(work.env.now, timeout) })
    return null
  },

  TimeOutJob(work, { key }) {
    const job = work.state.jobs.get(key)
    if (job?.state !== 'activated' || job.due > work.env.now) return noJob('TimeOutJob', key)
    emit(work, { type: 'JobTimedOut', key })
    return null
  },

  RecurJob(work, { key }) {
    const job = work.state.jobs.get(key)
    if (job?.state !== 'failed' || job.due === 0 || job.due > work.env.now) return noJob('RecurJob', key)
    emit(work, { type: 'JobRecurred', key })
    return null
  },
}

/** Workers' commands are taken while the job waits for a worker or is with one. */
function workable(work: Work, key: Key, name: JobCommand): Job | Rejection {
  const job = work.state.jobs.get(key)
  if (!job) return noJob(name, key)
  if (job.state === 'activatable' || job.state === 'activated') return job
  const { intent, verb } = WORDS[name]
  return reject(intent, 'INVALID_STATE', `Expected to ${verb} with key '${key}', but it is in state '${STATE_NAMES[job.state]}'`)
}

/** Zeebe's intents and verbs. */
const WORDS = {
  ActivateJob: { intent: 'ACTIVATE', verb: 'activate job' },
  YieldJob: { intent: 'YIELD', verb: 'yield job' },
  CompleteJob: { intent: 'COMPLETE', verb: 'complete job' },
  FailJob: { intent: 'FAIL', verb: 'fail job' },
  ThrowError: { intent: 'THROW_ERROR', verb: 'throw an error for job' },
  UpdateJobRetries: { intent: 'UPDATE_RETRIES', verb: 'update job' },
  UpdateJobTimeout: { intent: 'UPDATE_TIMEOUT', verb: 'update job' },
  TimeOutJob: { intent: 'TIME_OUT', verb: 'time out job' },
  RecurJob: { intent: 'RECUR_AFTER_BACKOFF', verb: 'recur job' },
} as const
type JobCommand = keyof typeof WORDS

export function noJob(command: JobCommand, key: Key): Rejection {
  const { intent, verb } = WORDS[command]
  return reject(intent, 'NOT_FOUND', `Expected to ${verb} with key '${key}', but no such job was found`)
}
