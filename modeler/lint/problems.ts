/** The problems known at present, with their counts; where they come from is judgement.ts, and for what a browser cannot run server/modeler/judge.ts; watch.ts asks both. */
import type { Finding, Severity } from '../../processes/rules/rule.ts'
import type { Road } from './judgement.ts'
import { Signal } from '../signal.ts'

export interface Problem extends Finding {
  /** Also the name of its page, processes/rules/<rule>.md. */
  rule: string
  severity: Severity
}

export interface Verdict {
  /** `waiting`: not looked at since the last change. */
  state: 'waiting' | 'judged' | 'broken'
  problems: Problem[]
  /** The longest road and what is promised; absent until it was looked for. */
  road?: Road | null
  /** How long the rules took, milliseconds. */
  took?: number
}

export class Problems extends Signal<Verdict> {
  constructor() {
    super({ state: 'waiting', problems: [] })
  }

  count(severity: Severity): number {
    return this.get().problems.filter((problem) => problem.severity === severity).length
  }

  of(owns: (file: string) => boolean): Problem[] {
    return this.get().problems.filter(({ file }) => owns(file))
  }
}
