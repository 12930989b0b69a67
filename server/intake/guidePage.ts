/** The guide of a matter (办事指南) for its public page: made from guide, diagram and forms, so it cannot disagree with what runs. */
import { parseLimit } from '../deadlines/limit.ts'
import { propertiesOf } from './draft.ts'
import { filledOnline } from './materials.ts'
import * as matters from '../matters/service.ts'
import type { MaterialItem } from '../matters/guide.ts'
import { situationWords, type Situation } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'

/** 办理深度 from which an application can be made online (2 收件). */
const DEPTH_TO_APPLY = 2

export function mayApplyOnline(version: MatterVersion): boolean {
  const { matter } = version.bundle
  return matter.channels.includes('online') && matter.depth >= DEPTH_TO_APPLY
}

/** @param parts the matters whose cases this one opens, by name. */
export function guidePage(version: MatterVersion, bodyName: string, parts: readonly { code: string; name: string }[] = []): Record<string, unknown> {
  const { matter } = version.bundle
  return {
    title: matter.name,
    matter,
    bodyName,
    version: { hash: version.hash.slice(0, 8), effectiveFrom: version.effectiveFrom },
    apply: mayApplyOnline(version),
    instant: matter.kind === 'instant',
    free: matter.fees.length === 0,
    subjects: matter.subjects,
    materials: matter.materials.map((item, index) => ({ ...withSituation(version, item), number: index + 1, online: filledOnline(item), paper: item.format === 'paper', shared: item.share !== undefined })),
    asks: propertiesOf(matters.form(version, matter.form)).map(({ title }) => title),
    promises: (matter.limits.promised.situations ?? []).map((one) => ({ ...one, words: wordsOf(version, one) })),
    steps: matter.steps.map((step) => ({ ...step, situation: step.when ? wordsOf(version, step.when) : null, limit: parseLimit(step.limit), limitText: step.limit })),
    parts,
    outside: matter.pauses.filter(({ inside }) => !inside),
  }
}

/** An item with the answers that ask for it and the step it is handed in at, in words. */
export function withSituation(version: MatterVersion, item: MaterialItem): MaterialItem & { situation: string | null; laterStep: string | null } {
  const { later, when } = item
  const step = version.steps.find(({ elementId }) => elementId === later?.step)
  return { ...item, situation: when ? wordsOf(version, when) : null, laterStep: step && later?.field === undefined ? step.name : null }
}

function wordsOf(version: MatterVersion, situation: Situation): string | null {
  const words = situationWords(matters.form(version, version.bundle.matter.form), situation)
  return words ? `${words.question}：${words.answers.join('、')}` : null
}
