/** One matter's folders checked without a database, for the command line and CI: bundle and scenarios. */
import { basename, dirname } from 'node:path'
import { brokenOff, inspectBundle, type Circumstances, type Problem } from '../../processes/rules/run.ts'
import type { OrganisationView } from '../../processes/rules/subject.ts'
import { criticalRoad } from '../../processes/rules/support/road.ts'
import { messageOf } from '../forms/sentence.ts'
import { readOrganisation, sampleFile } from '../people/organisationFile.ts'
import { mattersIn, readBundle, UnreadableBundle } from './bundle.ts'
import { scenarioProblems } from './scenario.ts'

export interface Checked { code: string; name: string; problems: Problem[]; steps: number; road: number }

export async function checkMatter(dir: string, formsDir: string, circumstances: Circumstances): Promise<Checked> {
  const code = basename(dir)
  try {
    const bundle = readBundle(dir, formsDir)
    const { problems, subject } = await inspectBundle(bundle, { matterOf: mattersIn(dirname(dir), formsDir), ...circumstances })
    if (!subject || problems.some(({ severity }) => severity === 'error')) return { code, name: bundle.matter.name, problems, steps: 0, road: 0 }
    const { diagram, steps } = subject
    const road = Math.round(criticalRoad({ bundle, diagram }).workingDays * 1000) / 1000
    return { code, name: bundle.matter.name, problems: [...problems, ...scenarioProblems(dir, bundle, steps)], steps: steps.length, road }
  } catch (error) {
    const problem: Problem = error instanceof UnreadableBundle ? { rule: 'bundle-is-readable', severity: 'error', file: error.file, ...messageOf(error.sentence) } : brokenOff(error)
    return { code, name: '', problems: [problem], steps: 0, road: 0 }
  }
}

/** The sample organisation as its file says, for checks without a database. */
export function sampleOrganisation(): OrganisationView {
  const { bodies } = readOrganisation(sampleFile)
  const holders = new Map<string, string[]>(bodies.flatMap(({ id, roles, officers }) => roles.map(({ code }) => [`${id}/${code}`, officers.filter((officer) => officer.roles.includes(code)).map(({ login }) => login)] as const)))
  return { hasBody: (id) => bodies.some((body) => body.id === id), hasGroup: (group) => holders.has(group), holdersOf: (group) => holders.get(group) ?? [] }
}
