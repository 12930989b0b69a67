/** The rules of publication over a matter's files, with what the modeler knows of the place they are to run in. Pure; the worker runs it. */
import { checkPartly } from '../../processes/rules/partly.ts'
import { BROUGHT_BY_PUBLICATION } from '../../processes/rules/run.ts'
import { subjectOf, type LetterFault, type OrganisationView } from '../../processes/rules/subject.ts'
import { criticalRoad } from '../../processes/rules/support/road.ts'
import { readTree } from '../../server/matters/diagram.ts'
import type { PageModel } from '../page.ts'
import type { Files } from '../workspace.ts'
import { bundleOf } from './bundle.ts'
import type { Problem } from './problems.ts'

export interface Question {
  files: Files
  place: PageModel['place']
}

/** They compile a form's schema to code, set a letter, or look at other matters: the server runs them (server/modeler/judge.ts). */
export const ELSEWHERE: readonly string[] = ['papers-can-be-printed', 'letters-can-be-made', 'wholes-stay-fed']
const letterFault: LetterFault = () => null

/** Everything there is to say at once, so that the list shows the whole way to a matter that can be published. */
export async function judge({ files, place }: Question): Promise<Problem[]> {
  const { bundle, problems } = bundleOf(files, place.shared)
  const unread = new Set(problems.map(({ file }) => file))
  const lost = [...unread].flatMap((file) => /^forms\/(.+)\.schema\.json$/.exec(file)?.[1] ?? [])
  const found = await checkPartly(bundle, { organisation: organisationOf(place), letterFault, without: [...ELSEWHERE, ...BROUGHT_BY_PUBLICATION] }, lost)
  return [...problems, ...found.filter(({ file }) => !unread.has(file))]
}

/** The longest road of a case that is in no special situation, and what is promised. */
export interface Road { workingDays: number; road: string[]; promised: string }

/** Null where guide or diagram cannot be read yet. Never throws for what the files hold. */
export async function roadOf({ files, place }: Question): Promise<Road | null> {
  const { bundle, problems } = bundleOf(files, place.shared)
  if (problems.length > 0) return null
  try {
    const { promised } = bundle.matter.limits
    const { diagram } = subjectOf(await readTree(bundle.diagram))
    return { ...criticalRoad({ bundle, diagram }, null), promised: `${promised.amount}${promised.unit}` }
  } catch {
    return null // a guide without limits, a diagram without a process: the rules say what is missing
  }
}

function organisationOf({ bodies, groups }: PageModel['place']): OrganisationView {
  const [knownBodies, held] = [new Set(bodies.map(({ id }) => id)), new Map(groups.map(({ id, holders }) => [id, holders]))]
  return { hasBody: (body) => knownBodies.has(body), hasGroup: (group) => held.has(group), holdersOf: (group) => held.get(group) ?? [] }
}
