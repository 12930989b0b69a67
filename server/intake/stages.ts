/**
 * The order of a project's stages (前置, domain A10): an application for a stage waits until the one before is passed (办结通过 or 容缺通过),
 * and a stage that runs or is passed is not applied for again. The project is known by its code, for one applicant.
 */
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { FormData } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import { situationWords } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'

/** @throws Refusal stage-too-early, stage-applied-for. */
export async function refuseOutOfOrder(tx: Tx, version: MatterVersion, data: FormData, applicantId: string): Promise<void> {
  const { stages } = version.bundle.matter
  if (!stages) return
  const stage = String(data[stages.field])
  const project = await cases.ofProject(tx, version.code, String(data.projectCode), applicantId)
  const standing = (wanted: string) => project.filter((one) => one.data[stages.field] === wanted && !isVoid(one)).at(-1)
  const again = standing(stage)
  if (again) throw refuse('stage-applied-for', { stage: stageName(version, stage), number: again.number })
  const before = stages.order[stages.order.indexOf(stage) - 1]
  const earlier = before === undefined ? undefined : standing(before)
  if (before === undefined || (earlier && isPassed(earlier))) return
  throw refuse('stage-too-early', { stage: stageName(version, stage), before: stageName(version, before), where: earlier ? `（办件${earlier.number}正在办理）` : '', whereEn: earlier ? ` (case ${earlier.number} is under way)` : '' })
}

/** 办结通过 or 容缺通过. */
export function isPassed({ outcome }: Pick<Case, 'outcome'>): boolean {
  return outcome === 'granted' || outcome === 'granted-tolerant'
}

/** Ended without being passed: the stage may be applied for anew. */
function isVoid({ outcome }: Pick<Case, 'outcome'>): boolean {
  return outcome !== null && !isPassed({ outcome })
}

export function stageName(version: MatterVersion, stage: string): string {
  const { stages, form } = version.bundle.matter
  return situationWords(matters.form(version, form), { field: stages!.field, in: [stage] })?.answers[0] ?? stage
}

export interface StageState { stage: string; name: string; case: Case | undefined; passed: boolean }

/** The project's stages in order, each with the applicant's latest case; empty for a matter without stages. */
export async function stagesOf(db: Db, version: MatterVersion, file: Case): Promise<StageState[]> {
  const { stages } = version.bundle.matter
  if (!stages) return []
  const project = await cases.listProject(db, version.code, String(file.data.projectCode), file.applicant.idNumber)
  return stages.order.map((stage) => {
    const latest = project.filter((one) => one.data[stages.field] === stage).at(-1)
    return { stage, name: stageName(version, stage), case: latest, passed: latest !== undefined && isPassed(latest) }
  })
}
