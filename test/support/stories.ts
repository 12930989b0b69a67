/** The matters' own scenarios as stories: every file of processes/<matter>/scenarios played over HTTP, every date asserted. */
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { play, type Stage } from '../../scripts/scenario/play.ts'
import { readScenarios, type Scenario } from '../../scripts/scenario/scenario.ts'
import { civilTime, dayOf } from '../../server/deadlines/shanghai.ts'
import { matterFolders } from '../../server/matters/bundle.ts'
import { openOffice, type Office, type StoryEngine } from './office.ts'
import { FIRST_START } from './published.ts'
import { pdf } from './samples.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
export const MATTERS = matterFolders(processes)

/** A story that begins after the one before it has ended shares its office: an office is dearer than a story. */
export function matterStories(engine: StoryEngine): void {
  describe(`the matters on ${engine.label}`, () => {
    let office: Office | undefined
    let [told, held] = [0, 0]
    /** Files of the stories that have happened in this office. */
    const happened = new Set<string>()
    const close = async (): Promise<void> => {
      await office?.close()
      office = undefined
      happened.clear()
    }
    afterAll(async () => {
      await close()
      console.log(`${engine.label}: ${held} of ${told} matter stories passed`)
    })

    for (const matter of MATTERS) {
      const scenarios = readScenarios(processes, matter).sort((a, b) => (a.applied < b.applied ? -1 : 1))
      for (const [index, scenario] of scenarios.entries()) {
        told++
        test(`${matter}: ${scenario.name}`, async () => {
          if (index === 0 || (office && (office.ctx.now() >= new Date(scenario.applied) || isLate(happened, scenario)))) await close()
          office ??= await openOffice(engine, FIRST_START)
          const shared = office
          const { before, ...alone } = scenario
          office = undefined // a story that breaks off leaves its office to nobody
          try {
            const played = await play(stageOf(shared), before && !happened.has(before.file) ? scenario : alone)
            expect(played.differences).toEqual([])
            held++
            happened.add(scenario.file)
            office = shared
          } finally {
            if (!office) await shared.close()
          }
        })
      }
    }
  })
}

/** What should have happened before has not, in this office, and would lie in its past. */
function isLate(happened: ReadonlySet<string>, { before }: Scenario): boolean {
  return before !== undefined && !happened.has(before.file)
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
