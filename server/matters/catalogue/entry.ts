/** What the catalogue knows of a matter in force: the row of its lists, and the words it is found by. Shape and making only. */
import type { Guide } from '../guide.ts'
import type { MatterSummary } from '../types.ts'

/** Of a version, which never changes. */
export interface VersionFacts extends Omit<MatterSummary, 'effectiveFrom'> {
  catalogCode: string
  implementCode: string
  localTaskCode: string | null
  keywords: string[]
  resultName: string
  /** The matters it opens cases of (联办件的分项), by code. */
  children: string[]
}

export interface Entry extends VersionFacts, MatterSummary {
  /** Full name and short name. */
  bodyNames: string[]
}

export function factsOfGuide({ id, code, bodyId, divisionCode, matter }: { id: string; code: string; bodyId: string; divisionCode: string; matter: Guide }): VersionFacts {
  const { amount, unit } = matter.limits.promised
  return {
    id, code, name: matter.name, bodyId, divisionCode, kind: matter.kind, topics: matter.topics, subjects: matter.subjects, promised: { amount, unit },
    catalogCode: matter.catalogCode, implementCode: matter.implementCode, localTaskCode: matter.localTaskCode ?? null, keywords: matter.keywords, resultName: matter.result.name,
    children: (matter.children ?? []).map((child) => child.matter),
  }
}
