/** One matter's folders checked without a database, for the command line and CI: bundle, engine's objections, scenarios. */
import { basename } from 'node:path'
import { readOrganisation, sampleFile } from '../people/organisation.ts'
import { readBundle, UnreadableBundle } from './bundle.ts'
import { checkBundle } from './checks/index.ts'
import { criticalRoad } from './checks/promise.ts'
import { brokenOff, type LetterFault, type OrganisationView } from './checks/subject.ts'
import { readDiagram } from './diagram.ts'
import { stepsOf } from './facts.ts'
import { scenarioProblems } from './scenario.ts'
import type { Problem } from './types.ts'

export interface Checked { code: string; name: string; problems: Problem[]; steps: number; road: number }

/** What others than this room object to: an engine to a diagram, the letter room to a matter's own letters. */
export interface Objections {
  engine(xml: string): Promise<{ element?: string; message: string }[]>
  letter: LetterFault
}

export async function checkMatter(dir: string, formsDir: string, organisation: OrganisationView, { engine, letter }: Objections): Promise<Checked> {
  const code = basename(dir)
  try {
    const bundle = readBundle(dir, formsDir)
    const problems = await checkBundle(bundle, organisation, letter)
    if (problems.some(({ severity }) => severity === 'error')) return { code, name: bundle.matter.name, problems, steps: 0, road: 0 }
    const objections = (await engine(bundle.diagram)).map((one): Problem => ({ severity: 'error', file: 'process.bpmn', ...one }))
    const diagram = await readDiagram(bundle.diagram)
    const steps = stepsOf(diagram)
    const road = Math.round(criticalRoad({ bundle, diagram }).workingDays * 1000) / 1000
    return { code, name: bundle.matter.name, problems: [...problems, ...objections, ...scenarioProblems(dir, bundle, steps)], steps: steps.length, road }
  } catch (error) {
    const problem: Problem = error instanceof UnreadableBundle ? { severity: 'error', file: error.file, message: error.message } : brokenOff(error)
    return { code, name: '', problems: [problem], steps: 0, road: 0 }
  }
}

/** The sample organisation as its file says, for checks without a database. */
export function sampleOrganisation(): OrganisationView {
  const { bodies } = readOrganisation(sampleFile)
  const groups = new Set(bodies.flatMap((body) => body.roles.map((role) => `${body.id}/${role.code}`)))
  return { hasBody: (id) => bodies.some((body) => body.id === id), hasGroup: (group) => groups.has(group) }
}
