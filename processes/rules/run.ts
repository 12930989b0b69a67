/** All rules over one bundle, or those of a diagram over a diagram alone: what publication, the command line and the modeler ask. */
import { readTree, UnreadableDiagram } from '../../server/matters/diagram.ts'
import type { Bundle } from '../../server/matters/types.ts'
import guideIsComplete from './guide-is-complete.ts'
import { rules } from './index.ts'
import { finding, relaxed, say, type Finding, type Rule, type Severity } from './rule.ts'
import { readTables } from './support/tables.ts'
import { DIAGRAM, GUIDE, letterUnjudged, subjectOf, type BundleSubject, type DiagramSubject, type LetterFault, type MatterOf, type Neighbour, type OrganisationView } from './subject.ts'

export interface Problem extends Finding {
  /** The rule's name: its page is processes/rules/<rule>.md. */
  rule: string
  severity: Severity
}

/** What publication on the platform brings itself, by a signature and a day: only a folder that is published as it stands must name them. */
export const BROUGHT_BY_PUBLICATION: readonly string[] = ['ready-for-cases']

export interface Circumstances {
  organisation: OrganisationView
  letterFault?: LetterFault
  matterOf?: MatterOf
  /** The other matters it stands beside, itself left out. */
  neighbours?: readonly Neighbour[]
  /** The other matters that open cases of it. */
  wholes?: readonly Bundle[]
  /** A draft may still be incomplete: what would refuse its publication only warns. */
  draft?: boolean
  /** Rules that cannot run where this is: a strict browser makes no code from a form's schema. Somebody else runs them. */
  without?: readonly string[]
}

/** Everything that is wrong with a bundle in this organisation. Never throws for what the bundle holds. */
export async function checkBundle(bundle: Bundle, circumstances: Circumstances): Promise<Problem[]> {
  return (await inspectBundle(bundle, circumstances)).problems
}

/** The same, with what was read of the diagram for whoever goes on with it; absent where it could not be read. */
export async function inspectBundle(bundle: Bundle, { organisation, letterFault = letterUnjudged, draft = false, without = [], matterOf, neighbours = [], wholes = [] }: Circumstances): Promise<{ problems: Problem[]; subject?: DiagramSubject }> {
  // what the other rules read of the guide is there only where this one is silent
  const shape = speak(guideIsComplete, guideIsComplete.find({ bundle } as BundleSubject), draft)
  if (shape.length > 0) return { problems: shape }
  const subject = await readable(bundle.diagram)
  if ('problem' in subject) return { problems: [subject.problem] }
  const tables = await readTables(bundle)
  return { problems: rules.flatMap((rule) => (without.includes(rule.name) ? [] : speak(rule, rule.find({ ...subject, bundle, tables, organisation, letterFault, neighbours, wholes, ...(matterOf ? { matterOf } : {}) }), draft))), subject }
}

/** The rules of a diagram alone, for a file that is no matter (yet). */
export async function checkDiagram(xml: string, { draft = false } = {}): Promise<Problem[]> {
  const subject = await readable(xml)
  if ('problem' in subject) return [subject.problem]
  return rules.flatMap((rule) => (rule.of === 'diagram' ? speak(rule, rule.find(subject), draft) : []))
}

/** No draft is relaxed so far that a file nobody can read would pass. */
async function readable(xml: string): Promise<DiagramSubject | { problem: Problem }> {
  try {
    return subjectOf(await readTree(xml))
  } catch (error) {
    if (error instanceof UnreadableDiagram) return { problem: { ...finding(DIAGRAM, error.element, error.sentence), rule: 'diagram-is-readable', severity: 'error' } }
    throw error
  }
}

function speak(rule: Rule, findings: Finding[], draft: boolean): Problem[] {
  const severity = draft ? relaxed(rule.severity) : rule.severity
  return findings.map((one) => ({ rule: rule.name, severity, ...one }))
}

/** What is said of a matter whose check itself broke: the matter is not published, and the others are not concerned. */
export function brokenOff(error: unknown): Problem {
  const what = error instanceof Error ? error.message : String(error)
  return { rule: 'check-broke-off', severity: 'error', ...finding(GUIDE, undefined, say`The check of this matter broke off (${what}). This is a bug of the check, not of the matter; please report it with the matter's folder.`) }
}
