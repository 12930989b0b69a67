/**
 * The office in memory as the stage of scenarios: the cases of one matter and its parts, in virtual time, without a database or a server, by
 * the same rules. `prepare` reads a matter once; each `openOffice` is a new office. Pure and browser-safe: the command line and the modeler
 * play with it.
 */
import type { Calendars } from '../../server/deadlines/calendar.ts'
import { compileDecisions } from '../../server/engine/decisions/compile.ts'
import type { CompiledResource } from '../../server/engine/machine/requests.ts'
import { compile } from '../../server/engine/model/compile.ts'
import type { Process } from '../../server/engine/model/types.ts'
import { readDiagram, type Diagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import type { Bundle, Step } from '../../server/matters/types.ts'
import { apply, handIn } from './applicant.ts'
import { besidesOf, type Beside } from './beside.ts'
import { actBeside, decide } from './deciding.ts'
import { startEngine } from './engine.ts'
import { clocksOf, inboxesOf, type Waiting, type WaitingLimit } from './inboxes.ts'
import { openPart, partOver, withdraw, withdrawParts } from './parts.ts'
import { nextDue, settle, until } from './passing.ts'
import { say, Unable } from './said.ts'
import { statusOf } from './status.ts'
import type { Stage, Told } from './story.ts'
import { newTrace, type Trace } from './trace.ts'
import type { Colleague, House, World } from './world.ts'

/** A matter ready to be played. */
export interface Prepared {
  bundle: Bundle
  diagram: Diagram
  processes: readonly Process[]
  /** Its decision tables as a deployment has them. */
  tables: readonly CompiledResource[]
  steps: Step[]
  /** It and the matters of its child cases, and of theirs, by code. */
  parts: ReadonlyMap<string, Prepared>
}

/** What a matter is played in: the calendars of working days, and who works where. */
export interface Surroundings { calendars: Calendars; organisation: readonly Colleague[] }

/** @param matterOf the bundles of child matters. @throws InvalidDiagram, UnreadableDiagram when a diagram is none; what `matterOf` throws. */
export async function prepare(bundle: Bundle, matterOf?: (code: string) => Bundle): Promise<Prepared> {
  return prepareInto(new Map(), bundle, matterOf)
}

/** Each matter once, also where children lead back to it: one map for all of them, and a matter stands in it before its children are read. */
async function prepareInto(parts: Map<string, Prepared>, bundle: Bundle, matterOf?: (code: string) => Bundle): Promise<Prepared> {
  const diagram = await readDiagram(bundle.diagram)
  const prepared: Prepared = { bundle, diagram, processes: await compile(bundle.diagram), tables: await compiledTables(bundle), steps: stepsOf(diagram), parts }
  parts.set(bundle.matter.code, prepared)
  for (const { matter } of (matterOf && bundle.matter.children) ?? []) if (!parts.has(matter)) await prepareInto(parts, matterOf!(matter), matterOf)
  return prepared
}

async function compiledTables({ tables = {} }: Bundle): Promise<CompiledResource[]> {
  return Promise.all(Object.entries(tables).map(async ([name, xml]) => ({ name: `${name}.dmn`, xml, checksum: xml, processes: [], decisions: await compileDecisions(xml) })))
}

export interface Office {
  stage: Stage
  /** The way of the case applied for last. */
  trace(): Trace
  /** Who has what to do at present, in the case applied for last and its child cases. */
  inboxes(): Waiting[]
  /** What may be done at present beside the steps' forms, there too. */
  besides(): Beside[]
  /** The running limits of the case, or of its latest child case of a matter. */
  clocks(part?: string): WaitingLimit[]
  /** When something happens by itself next, the end of a limit or a timer; null: never. */
  nextDue(): Date | null
  /** Jobs that wait for a department's own worker. */
  unanswered(): { elementId: string; type: string }[]
}

/** A new office, long before anything happens. */
export function openOffice(prepared: Prepared, { calendars, organisation }: Surroundings, tell?: (line: Told) => void): Office {
  const traces = new Map<World, Trace>()
  const house: House = {
    now: new Date(0), worlds: [], library: [], outbox: [], partAsked: openPart, partOver, wholeWithdrawn: withdrawParts,
    openWorld: (code, parent) => {
      const matter = prepared.parts.get(code)
      if (!matter) throw new Unable(say`The case waits for a case of "${code}", and there is no such matter beside this one. Add its folder.`)
      const trace = newTrace()
      const world = newWorld(house, matter, { calendars, organisation }, parent, trace)
      house.worlds.push(world)
      traces.set(world, trace)
      return world
    },
  }
  let mine: World | null = null
  const whole = (): World => {
    if (!mine) throw new Unable(say`Nothing was applied for yet.`)
    return mine
  }
  /** The latest child case of a matter, or the case itself. */
  const inCase = (child: string | undefined): World => {
    if (child === undefined) return whole()
    const part = house.worlds.filter(({ parent, bundle }) => parent === whole() && bundle.matter.code === child).at(-1)
    if (!part) throw new Unable(say`The case has no part of matter "${child}".`)
    return part
  }
  const cases = (): World[] => house.worlds.filter((world) => world === mine || (mine !== null && world.parent === mine))
  return {
    trace: () => (mine && traces.get(mine)) ?? newTrace(),
    inboxes: () => inboxesOf(cases()),
    besides: () => besidesOf(cases()),
    clocks: (part) => clocksOf(inCase(part)),
    nextDue: () => nextDue(house),
    unanswered: () => mine?.engine.unanswered() ?? [],
    stage: {
      until: async (instant) => until(house, new Date(instant)),
      settle: async () => settle(house),
      apply: async (scenario) => {
        mine = house.openWorld(scenario.matter, null)
        apply(mine, scenario)
        return { number: mine.case!.number, queryCode: '（样例）' }
      },
      status: async (child) => statusOf(inCase(child)),
      decide: async (act) => decide(inCase(act.case), act),
      handIn: async (act, scenario) => {
        const world = inCase(act.case)
        if (act.do !== 'withdrawal') return handIn(world, act, scenario)
        const task = statusOf(world).openSteps.find(({ elementId }) => elementId === act.step)?.name ?? act.step
        withdraw(world)
        return { task, outcome: '' }
      },
      actBeside: async (act) => actBeside(inCase(act.case), act),
      ...(tell ? { tell } : {}),
    },
  }
}

function newWorld(house: House, { bundle, processes, tables, steps }: Prepared, { calendars, organisation }: Surroundings, parent: World | null, trace: Trace): World {
  const { code, division } = bundle.matter
  return {
    house, parent, id: String(house.worlds.length + 1), bundle, steps, calendar: calendars.of(division), organisation,
    get now() { return house.now },
    library: house.library, outbox: house.outbox, case: null, facts: { division, pauses: [], extension: null, greens: [] },
    engine: startEngine(processes, tables, code, bundle.diagram, () => house.now.getTime(), trace),
    tasks: [], limits: [], letters: [], sheets: [], parts: [], materials: [], shared: [], handIns: [], owed: [], recused: new Set(), fee: null, permit: null, lastKey: 0,
  }
}
