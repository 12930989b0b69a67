/** The matters' own scenarios as stories: every file of processes/<matter>/scenarios played over HTTP, every date asserted. */
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openOffice as openOfficeInMemory, prepare } from '../../processes/play/office.ts'
import { playStory, type Status, type Told } from '../../processes/play/story.ts'
import { play, type Stage } from '../../scripts/scenario/play.ts'
import { readScenarios, type Scenario } from '../../scripts/scenario/scenario.ts'
import { surroundings } from '../../scripts/tongban/test/surroundings.ts'
import { civilTime, dayOf } from '../../server/deadlines/shanghai.ts'
import { matterFolders, readBundle } from '../../server/matters/bundle.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { openOffice, type Office, type StoryEngine } from './office.ts'
import { FIRST_START } from './published.ts'
import { pdf } from './samples.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
const forms = fileURLToPath(new URL('../../forms/', import.meta.url))
export const MATTERS = matterFolders(processes)

/**
 * A story that begins after the one before it has ended shares its office: an office is dearer than a story.
 * @param heldToMemory after each act the player in memory (`tongban test`) must tell the same; a real engine may tell it a moment later
 */
export function matterStories(engine: StoryEngine, { heldToMemory = false } = {}): void {
  describe(`the matters on ${engine.label}`, () => {
    let office: Office | undefined
    let [told, held] = [0, 0]
    /** Files of the stories that have happened in this office. */
    const happened = new Set<string>()
    const close = async (): Promise<void> => {
      await office?.close()
      office = undefined
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
          if (!office) happened.clear()
          office ??= await openOffice(engine, FIRST_START)
          const shared = office
          const { before, ...alone } = scenario
          office = undefined // a story that breaks off leaves its office to nobody
          try {
            const told: Told[] = []
            const played = await play({ ...stageOf(shared), tell: (line) => told.push(line) }, before && !happened.has(before.file) ? scenario : alone)
            expect(played.differences).toEqual([])
            if (heldToMemory) expect(await toldInMemory(scenario), 'what `tongban test` says of this scenario').toEqual(ofTheLast(told))
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

const bundleOf = (code: string): Bundle => readBundle(`${processes}${code}`, forms)

/** The same scenario without a server: after each act it must tell the same case, with the same dates. */
async function toldInMemory(scenario: Scenario): Promise<object[]> {
  const told: Told[] = []
  const { stage } = openOfficeInMemory(await prepare(bundleOf(scenario.matter), bundleOf), surroundings(), (line) => told.push(line))
  await playStory(stage, scenario)
  return ofTheLast(told)
}

/** Of the story itself, not of those before it. */
function ofTheLast(told: Told[]): object[] {
  return told.slice(told.map(({ kind }) => kind).lastIndexOf('applied')).map(asTold)
}

/** Numbers are given by chance, and what happens by itself within minutes of its day is told by the day. */
function asTold(line: Told): object {
  if (line.kind === 'applied') return { kind: line.kind, at: line.at }
  return { kind: line.kind, ...(line.kind === 'end' ? {} : { step: line.act.step, by: line.act.by }), ...(line.kind === 'act' ? { task: line.task, outcome: line.outcome } : {}), ...statusTold(line.status) }
}

function statusTold({ state, outcome, acceptedAt, decidedAt, closedAt, openSteps, limits, asked, letters, parts, permit }: Status): object {
  return {
    state, outcome, acceptedAt, decidedAt, closedOn: closedAt?.slice(0, 10), openSteps: openSteps.map(({ elementId, name }) => `${elementId} ${name}`).sort(), limits: limits.map(limitTold).sort(),
    asked: asked && { kind: asked.kind, items: [...asked.items].sort(), fields: asked.fields }, letters: letters.map(({ issuedAt, kind, title }) => `${issuedAt.slice(0, 10)} ${kind} ${title}`).sort(),
    parts: parts.map((part) => `${part.matter} ${part.state} ${part.outcome}`).sort(), permit: permit && { from: permit.validFrom, to: permit.validTo },
  }
}

function limitTold({ kind, amount, unit, state, deadline, usedMinutes, leftMinutes }: Status['limits'][number]): string {
  return `${kind} ${amount}${unit} ${state} until ${deadline}: ${usedMinutes} used, ${leftMinutes} left`
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
