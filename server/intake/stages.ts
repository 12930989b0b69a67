/**
 * A project's stages in order (前置): the project is known by its code, for one applicant. What may be applied for when is stageOrder.ts.
 */
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Db, Tx } from '../db/pool.ts'
import type { FormData } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { isPassed, judgeOrder, stageName } from './stageOrder.ts'

/** @throws Refusal stage-too-early, stage-applied-for. */
export async function refuseOutOfOrder(tx: Tx, version: MatterVersion, data: FormData, applicantId: string): Promise<void> {
  const { matter } = version.bundle
  if (!matter.stages) return
  judgeOrder(matter, matters.form(version, matter.form), data, await cases.ofProject(tx, version.code, String(data.projectCode), applicantId))
}

export interface StageState { stage: string; name: string; case: Case | undefined; passed: boolean }

/** The project's stages in order, each with the applicant's latest case; empty for a matter without stages. */
export async function stagesOf(db: Db, version: MatterVersion, file: Case): Promise<StageState[]> {
  const { stages } = version.bundle.matter
  if (!stages) return []
  const project = await cases.listProject(db, version.code, String(file.data.projectCode), file.applicant.idNumber)
  return stages.order.map((stage) => {
    const latest = project.filter((one) => one.data[stages.field] === stage).at(-1)
    return { stage, name: stageName(version.bundle.matter, matters.form(version, version.bundle.matter.form), stage), case: latest, passed: latest !== undefined && isPassed(latest) }
  })
}
