/**
 * Job streams: calls of StreamActivatedJobs. A job goes to a stream of its type the moment it can be worked on, before any
 * poll sees it; what was waiting before the stream came is for polls, and so is what no stream can take (Zeebe's rules).
 */
import { Metadata, status, type ServerWritableStream } from '@grpc/grpc-js'
import type { ActivatedJob, PushJob } from '../machine/requests.ts'
import type { JobStreams, Runner, StreamTaker } from '../run.ts'
import { tenant, text } from './arguments.ts'
import { giveBack, jobMessage } from './jobMessage.ts'
import { BadRequest, failureOf } from './status.ts'

type Message = Record<string, any>
export type StreamCall = ServerWritableStream<Message, Message>

interface Stream {
  call: StreamCall
  type: string
  request: Pick<PushJob, 'worker' | 'timeout' | 'fetch'>
  /** Bytes written that the client has not taken yet. */
  unread: number
}

/** A client that reads more slowly than jobs come gets no more until it has caught up; gRPC calls a stream ready below this. */
const MAX_UNREAD_BYTES = 32_768

export class Streams implements JobStreams {
  private readonly byType = new Map<string, Stream[]>()
  private runner: Runner | null = null

  serve(runner: Runner | null): void {
    this.runner = runner
    runner?.pushTo(this)
  }

  take(call: StreamCall): void {
    try {
      const stream = read(call)
      const others = this.byType.get(stream.type) ?? []
      this.byType.set(stream.type, [...others, stream])
      call.on('cancelled', () => this.remove(stream)).on('error', () => this.remove(stream))
      call.sendMetadata(new Metadata()) // the client learns that it is heard
    } catch (error) {
      call.emit('error', failureOf(error))
    }
  }

  has(type: string): boolean {
    return this.byType.has(type)
  }

  /** The streams of a type take turns. */
  next(type: string): StreamTaker | null {
    const streams = this.byType.get(type) ?? []
    const at = streams.findIndex(({ call, unread }) => unread <= MAX_UNREAD_BYTES && !call.cancelled)
    const stream = streams[at]
    if (!stream) return null
    this.byType.set(type, [...streams.slice(0, at), ...streams.slice(at + 1), stream])
    return { request: stream.request, deliver: (job) => this.deliver(stream, job) }
  }

  count(type?: string): number {
    if (type !== undefined) return this.byType.get(type)?.length ?? 0
    return [...this.byType.values()].reduce((sum, streams) => sum + streams.length, 0)
  }

  /** Clients are to come again to whoever serves next. */
  close(): void {
    for (const { call } of [...this.byType.values()].flat()) call.emit('error', { code: status.UNAVAILABLE, details: 'The engine is stopping.' })
    this.byType.clear()
  }

  private deliver(stream: Stream, job: ActivatedJob): void {
    const { call } = stream
    if (call.cancelled || !this.byType.get(stream.type)?.includes(stream)) return giveBack(this.runner, [job])
    const message = jobMessage(job)
    const bytes = (message.variables as string).length
    stream.unread += bytes
    call.write(message, () => (stream.unread -= bytes))
  }

  private remove(stream: Stream): void {
    const others = (this.byType.get(stream.type) ?? []).filter((each) => each !== stream)
    if (others.length > 0) this.byType.set(stream.type, others)
    else this.byType.delete(stream.type)
  }
}

function read(call: StreamCall): Stream {
  const { type, worker, timeout, fetchVariable, tenantIds } = call.request
  const wrong = (property: string, wanted: string, found: unknown) =>
    new BadRequest(`Expected to stream activated jobs with ${property} to be ${wanted}, but it was ${found}`)
  for (const each of tenantIds) tenant('StreamActivatedJobs', each)
  if (String(type).trim() === '') throw wrong('type', 'present', 'blank')
  if (timeout < 1) throw wrong('timeout', 'greater than zero', timeout)
  return { call, type: text(type, 'type'), request: { worker: text(worker, 'worker'), timeout, fetch: fetchVariable }, unread: 0 }
}
