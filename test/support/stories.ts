/** The matters' own scenarios as stories: every file of processes/<matter>/scenarios played over HTTP, every date asserted. */
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { play, type Stage } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { civilTime, dayOf } from '../../server/deadlines/shanghai.ts'
import { openOffice, type Office, type StoryEngine } from './office.ts'
import { pdf } from './samples.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
export const MATTERS = ['qiye-touzi-beian', 'jianzhu-shigong-xuke', 'huwai-guanggao']

/** An hour before anything happens, so that the first `until` goes forward. */
const EVE = '2026-01-04T00:00:00Z'

export function matterStories(engine: StoryEngine): void {
  describe(`the matters on ${engine.label}`, () => {
    let office: Office | undefined
    let [told, held] = [0, 0]
    afterEach(async () => {
      await office?.close()
      office = undefined
    })
    afterAll(() => console.log(`${engine.label}: ${held} of ${told} matter stories passed`))

    for (const matter of MATTERS) {
      for (const scenario of readScenarios(processes, matter)) {
        told++
        test(`${matter}: ${scenario.name}`, async () => {
          office = await openOffice(engine, EVE)
          const played = await play(stageOf(office), scenario)
          expect(played.differences).toEqual([])
          held++
        })
      }
    }
  })
}

export function stageOf(office: Office): Stage {
  return {
    call: async (method, url, { body, headers = {} } = {}) => {
      const reply = await office.app.web.inject({ method: method as 'GET', url, headers: { accept: 'application/json', ...headers }, ...(body === undefined ? {} : { payload: body }) })
      return { status: reply.statusCode, text: reply.body, body: /json/.test(String(reply.headers['content-type'])) ? reply.json() : null }
    },
    officer: async (login) => (await office.officer(login)).credentials(),
    until: async (instant) => office.until(dayOf(new Date(instant)), civilTime(new Date(instant)).slice(11, 16)),
    settle: () => office.settle(),
    paper: (name) => pdf(name),
  }
}
