/**
 * The office in memory as the stage of scenarios: one case of one matter, in virtual time, without a database or a server, by the same rules.
 * `prepare` reads a matter once; each `open` is a new office. Pure and browser-safe: the command line and the modeler play with it.
 */
import type { Calendars } from '../../server/deadlines/calendar.ts'
import { compile } from '../../server/engine/model/compile.ts'
import type { Process } from '../../server/engine/model/types.ts'
import { readDiagram, type Diagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import type { Bundle, Step } from '../../server/matters/types.ts'
import { apply, handIn } from './applicant.ts'
import { actBeside, decide } from './deciding.ts'
import { startEngine } from './engine.ts'
import { settle, until } from './passing.ts'
import { statusOf } from './status.ts'
import type { Stage, Told } from './story.ts'
import { newTrace, type Trace } from './trace.ts'
import type { Colleague, World } from './world.ts'

/** A matter ready to be played. */
export interface Prepared { bundle: Bundle; diagram: Diagram; processes: readonly Process[]; steps: Step[] }

/** What a matter is played in: the calendars of working days, and who works where. */
export interface Surroundings { calendars: Calendars; organisation: readonly Colleague[] }

/** @throws InvalidDiagram, UnreadableDiagram when the diagram is none. */
export async function prepare(bundle: Bundle): Promise<Prepared> {
  const diagram = await readDiagram(bundle.diagram)
  return { bundle, diagram, processes: await compile(bundle.diagram), steps: stepsOf(diagram) }
}

export interface Office {
  stage: Stage
  /** The way of the case applied for last. */
  trace(): Trace
  /** Jobs that wait for a department's own worker. */
  unanswered(): { elementId: string; type: string }[]
}

/** A new office, long before anything happens. */
export function openOffice(prepared: Prepared, surroundings: Surroundings, tell?: (line: Told) => void): Office {
  let { world, trace } = newCase(prepared, surroundings, { now: new Date(0), library: [] })
  return {
    trace: () => trace,
    unanswered: () => world.engine.unanswered(),
    stage: {
      until: async (instant) => until(world, new Date(instant)),
      settle: async () => settle(world),
      apply: async (scenario) => {
        if (world.case) ({ world, trace } = newCase(prepared, surroundings, world)) // a story that follows another: its permits are in the library
        apply(world, scenario)
        return { number: world.case!.number, queryCode: '' }
      },
      status: async () => statusOf(world),
      decide: async (act) => decide(world, act),
      handIn: async (act, scenario) => handIn(world, act, scenario),
      actBeside: async (act) => actBeside(world, act),
      ...(tell ? { tell } : {}),
    },
  }
}

function newCase({ bundle, processes, steps }: Prepared, { calendars, organisation }: Surroundings, { now, library }: Pick<World, 'now' | 'library'>): { world: World; trace: Trace } {
  const trace = newTrace()
  const { code, division } = bundle.matter
  const world: World = {
    bundle, steps, calendar: calendars.of(division), organisation, now, library, case: null, facts: { division, pauses: [], extension: null, greens: [] },
    engine: startEngine(processes, code, bundle.diagram, () => world.now.getTime(), trace),
    tasks: [], limits: [], letters: [], sheets: [], materials: [], shared: [], handIns: [], owed: [], fee: null, permit: null, outbox: [], lastKey: 0,
  }
  return { world, trace }
}
