/** Every request of the table is answered as the real Zeebe answered it: status code and words. */
import { beforeAll, describe, expect, test } from 'vitest'
import { answered } from '../protocol/observed.ts'
import { decides, LINES, wrongRequests, type WrongRequest } from '../protocol/requests.ts'
import { send, type Spoken } from '../protocol/send.ts'
import { engineHere } from '../support/here.ts'

const served = engineHere()
let engine: Spoken

beforeAll(async () => {
  engine = {
    call: served.call,
    idle: () => served.engine.idle(),
    incident: async (key) => String((await served.engine.incidents(key))[0]!.key),
  }
})

const ask = (request: WrongRequest) => send(request, engine, 'ours_')

describe.each(LINES)('as Zeebe %s', (line) => {
  const recorded = answered(line)
  test.for(wrongRequests.filter((each) => decides(each).includes(line)))('$name', async (request) => {
    expect(recorded, 'never recorded').toHaveProperty([request.name])
    const answer = await ask(request)
    if (request.codeOnly) expect(answer?.code).toBe(recorded[request.name]!.code)
    else expect(answer).toEqual(recorded[request.name])
  })
})

describe('as the source of Zeebe says', () => {
  test.for(wrongRequests.filter((each) => each.source))('$name', async (request) => {
    const answer = await ask(request)
    expect(answer?.code).toBe(request.source!.code)
    expect((answer?.message ?? '').slice(0, request.source!.begins.length)).toBe(request.source!.begins)
  })
})
