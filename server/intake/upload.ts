/**
 * One file out of a multipart post, streamed to the files room. The form's token comes first in the form and is checked before a
 * byte is stored; an aborted upload leaves nothing (files/service.ts).
 */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { refuse } from '../errors.ts'
import { MOST_BYTES } from '../files/service.ts'
import { check } from '../web/edge.ts'

/** RFC 2046 5.1.1: a boundary has 70 characters at most; longer ones have hung parsers. */
const LONGEST_BOUNDARY = 70

export async function acceptUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 5, parts: 8, fieldSize: 1024, fieldNameSize: 100, headerPairs: 20, fileSize: MOST_BYTES + 65_536 } })
}

/**
 * @param take stores the file; what it throws goes to the sender, after the rest of the post was read and dropped.
 * @throws Refusal bad-request when there is no file or no multipart body.
 */
export async function takeUpload<T>(request: FastifyRequest, take: (file: { name: string; data: Readable }) => Promise<T>): Promise<T> {
  const boundary = /boundary="?([^";]*)/.exec(request.headers['content-type'] ?? '')?.[1]
  if (!request.isMultipart() || boundary === undefined || boundary.length > LONGEST_BOUNDARY) throw refuse('bad-request', { detail: 'a file is sent as multipart/form-data' })
  try {
    return await takeFirst(request, take)
  } catch (error) {
    if (isMalformed(error)) throw refuse('bad-request', { detail: 'the multipart body is cut off or malformed' })
    throw error
  } finally {
    drop(request)
  }
}

/** Whatever of the post is still to come is read and thrown away: left unread, it stops the browser's next request on this connection. */
function drop(request: FastifyRequest): void {
  request.raw.unpipe()
  request.raw.resume()
}

async function takeFirst<T>(request: FastifyRequest, take: (file: { name: string; data: Readable }) => Promise<T>): Promise<T> {
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname === '_csrf') request.checkToken(part.value)
      continue
    }
    try {
      if (!request.tokenChecked) request.checkToken(undefined)
      if (!part.filename) throw refuse('bad-request', { detail: 'the file has no name' })
      check(part.filename, 'name')
      return await take({ name: part.filename, data: part.file })
    } finally {
      part.file.resume()
    }
  }
  throw refuse('bad-request', { detail: 'the form has no file' })
}

/** The parser's own complaints carry no code; they all name what they could not read. */
function isMalformed(error: unknown): boolean {
  return error instanceof Error && error.constructor === Error && !('code' in error) && /multipart|part header|part terminated/i.test(error.message)
}
