/**
 * Hearings (听证, 行政许可法 46-48): the rule that watches the two decisions of one, its plan and its record. The letters, the pause and
 * the host who must be another person than the reviewer are drawn in the diagram (letter:issue, clock:pause, fourEyes).
 */
import { calendars } from '../deadlines/service.ts'
import * as tasks from '../tasks/service.ts'
import type { DecisionRule } from '../tasks/service.ts'
import { judgeHearing } from './rule.ts'

export const hearingRule: DecisionRule = {
  check: async (tx, ctx, { case: file, step, data }) => {
    if (step.headers.hearing === undefined) return
    judgeHearing(step, data, await tasks.ofCase(tx, file.id), ctx.now(), calendars(ctx).of(file.divisionCode))
  },
}
