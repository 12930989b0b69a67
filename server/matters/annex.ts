/**
 * What a matter uses and does not bring itself: the common letters that can go out in its cases, and the organisation entries its steps
 * name. They are pinned in the bundle, so what legal review signs is what applicants receive. Pure but for reading the diagram.
 */
import { sealed } from './bundle.ts'
import { readDiagram } from './diagram.ts'
import { stepsOf } from './facts.ts'
import { maySend } from './sendable.ts'
import { DEFAULT_ROLE, readSheet } from './sheet.ts'
import type { Annex, Bundle, Step } from './types.ts'

/** Where the pieces come from: the letter room's common templates, the names of bodies and groups. */
export interface AnnexSources {
  /** Kind -> template, every kind there is. */
  letters: Record<string, string>
  /** Body or `<body>/<role>` -> its name. */
  names: ReadonlyMap<string, string>
}

/**
 * The bundle with its annex, sealed anew: the content that is signed and published.
 * @throws UnreadableDiagram; call it for a bundle that passed the check.
 */
export async function withAnnex(bundle: Bundle, sources: AnnexSources): Promise<Bundle> {
  const { hash: _, ...content } = bundle
  return sealed({ ...content, annex: { letters: lettersOf(bundle, sources), organisation: await organisationOf(bundle, sources) } })
}

function lettersOf({ matter, diagram, letters }: Bundle, sources: AnnexSources): Annex['letters'] {
  return Object.fromEntries(Object.entries(sources.letters).filter(([kind]) =>
    !Object.hasOwn(letters, kind) && maySend(kind, matter, diagram)))
}

async function organisationOf({ matter, diagram }: Bundle, { names }: AnnexSources): Promise<Annex['organisation']> {
  const used = new Set([matter.body])
  for (const step of stepsOf(await readDiagram(diagram))) for (const group of groupsOf(step, matter.body)) {
    used.add(group)
    used.add(group.split('/')[0]!)
  }
  return Object.fromEntries([...used].sort().map((entry) => [entry, names.get(entry) ?? '']))
}

function groupsOf(step: Step, body: string): string[] {
  const sheet = step.headers.sheet === undefined ? null : readSheet(step.headers.sheet)
  const departments = sheet === null || typeof sheet === 'string' ? [] : sheet.departments.flatMap(({ body: department, inner = [DEFAULT_ROLE] }) => inner.map((role) => `${department}/${role}`))
  return [...step.candidates.map((candidate) => (candidate.includes('/') ? candidate : `${body}/${candidate}`)), ...departments]
}
