/** The rules of publication over a matter's files, with what the modeler knows of the place they are to run in. Pure; the worker runs it. */
import { checkBundle, checkDiagram } from '../../processes/rules/run.ts'
import type { LetterFault, OrganisationView } from '../../processes/rules/subject.ts'
import type { PageModel } from '../page.ts'
import type { Files } from '../workspace.ts'
import { bundleOf } from './bundle.ts'
import type { Problem } from './problems.ts'

export interface Question {
  files: Files
  place: PageModel['place']
}

/** They compile a form's schema to code, or set a letter: the server runs them (server/modeler/judge.ts). */
export const ELSEWHERE: readonly string[] = ['papers-can-be-printed', 'letters-can-be-made']
const letterFault: LetterFault = () => null

/** Everything there is to say. A guide that is not whole keeps the bundle's rules silent; those of the diagram speak all the same. */
export async function judge({ files, place }: Question): Promise<Problem[]> {
  const { bundle, problems } = bundleOf(files, place.shared)
  if (problems.length > 0) return [...problems, ...(await checkDiagram(bundle.diagram))]
  const found = await checkBundle(bundle, { organisation: organisationOf(place), letterFault, without: ELSEWHERE })
  const guideAlone = found.length > 0 && found.every(({ rule }) => rule === 'guide-is-complete')
  return guideAlone ? [...found, ...(await checkDiagram(bundle.diagram))] : found
}

function organisationOf({ bodies, groups }: PageModel['place']): OrganisationView {
  const [knownBodies, knownGroups] = [new Set(bodies.map(({ id }) => id)), new Set(groups.map(({ id }) => id))]
  return { hasBody: (body) => knownBodies.has(body), hasGroup: (group) => knownGroups.has(group) }
}
