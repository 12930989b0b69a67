/**
 * The guide of a matter (办事指南) as matter.json holds it: the mandatory fields of the national list (domain A2) and our own facts.
 * The shape only; whether a guide is lawful and complete is judged by processes/rules.
 */
import type { LimitUnit } from '../deadlines/limit.ts'
import type { Situation } from './situation.ts'

export interface LimitOf { amount: number; unit: LimitUnit }

/** A kind of time that the law leaves out of the limit (特别程序; APL 45 or the matter's own law). */
export interface PauseKind {
  /** hearing, tender, auction, inspection, testing, quarantine, appraisal, expert-review, or a kind with a law of its own. */
  kind: string
  name: string
  law: string
  planned: LimitOf
  charged: boolean
  chargeBasis?: string
  /** 是否计算在法定办结时限内. */
  inside: boolean
}

export interface MaterialItem {
  code: string
  name: string
  /** 必要 / 非必要 / 容缺后补. */
  need: 'required' | 'optional' | 'tolerant'
  /** Original shown or handed in, and how many; copies beside it. */
  original: number
  copies: number
  /** 纸质 / 电子化 / 纸质或电子化. */
  format: 'paper' | 'electronic' | 'both'
  /** materialType (A2): 1 证件证书证明, 2 申请表格文书, 3 其他. */
  materialType?: '1' | '2' | '3'
  /** 申请人自备 / 政府部门核发 / 其他. */
  source: 'applicant' | 'government' | 'other'
  sourceExplain?: string
  basis: string
  acceptStandard: string
  /** The permit kind in the shared library that stands in for an upload. */
  share?: string
  /** Bodies that need it; absent = every party of the case. */
  onlyFor?: string[]
  fillExplain?: string
  /** A form of the matter that can be printed blank (空白表). */
  form?: string
  /** Asked for only where the application answers so (情形); absent = always. */
  when?: Situation
  /** Handed in at this later step of the applicant, always or only in this situation, and not with the application. */
  later?: { step: string } & Partial<Situation>
  /** The same form filled with its own samples (示例样表) is offered too. */
  sample?: boolean
}

/**
 * A matter that a step of this one opens as a child case (联办件的分项): which of its answers and materials are those of this application,
 * so that nothing is asked twice.
 */
export interface ChildMatter {
  matter: string
  /** Property of the child's application -> property of this one. */
  data: Record<string, string>
  /** Answers of the child's application that this matter itself gives. */
  fixed?: Record<string, string | number | boolean>
  /** Item of the child's list -> item of this one. */
  materials: Record<string, string>
  /** `together`: the window that accepts this case accepts for the child too (一窗受理), once nothing the child needs is missing. */
  accepted: 'together' | 'itself'
}

/** Applications for one project come in this order (前置): each waits until the one before is passed, also with papers owed (domain A10, H6). */
export interface StageOrder {
  /** The question of the application whose answers are the stages. */
  field: string
  order: string[]
  law: string
}

export interface Fee {
  name: string
  standard: string
  law: string
  reducible: boolean
  explain?: string
  /** What the standard comes to in a case: `yuan` times the application's answers to `fields`. Absent: nothing is computed. */
  rate?: { yuan: number; fields: string[] }
}

export interface Guide {
  code: string
  /** 基本编码, 12 digits. */
  catalogCode: string
  /** 实施编码, 31 characters: USCC of the body + level + 基本编码. */
  implementCode: string
  localTaskCode?: string
  name: string
  /** 样例, 非官方办事指南: shown as a banner. */
  sample: boolean
  body: string
  /** deptType (A2): 法定机关 / 授权组织 / 受委托组织; whoever acts by entrustment names who entrusts (行政许可法 24). */
  deptType: 'statutory' | 'authorised' | 'entrusted'
  entrustName?: string
  division: string
  /** 即办件 / 承诺件. */
  kind: 'instant' | 'promise'
  /** 01 许可, 07 确认, 10 其他权力 … */
  type: string
  /** 办理深度 1-8. */
  depth: number
  level: number
  powerSource: string
  visits: number
  visitExplain?: string
  area: string
  channels: ('window' | 'online' | 'express')[]
  legalBasis: { law: string; article: string; text?: string; rank: 'law' | 'regulation' | 'local' | 'rule' | 'document' }[]
  conditions: string[]
  /** serverType: 1 自然人 2 企业法人 3 事业法人 4 社会组织法人 5 非法人企业 6 行政机关 9 其他. */
  subjects: string[]
  /** 代办: somebody may apply for the applicant (行政许可法 29), with the mandate of this item of the list. Absent: the applicant applies. */
  agency?: { rule: string; law: string; item: string }
  /** Whose papers the applicant's form asks for; absent: residents and organisations of the mainland. */
  applicants?: 'taiwan'
  quantity?: string
  intermediary?: string
  materials: MaterialItem[]
  limits: {
    statutory: LimitOf & { from: 'application' | 'acceptance'; law: string; unitSource?: string; rank: 'law' | 'regulation' | 'local' | 'rule' | 'document'; /** The law gives no time: done at once. The amount is what is measured by. */ atOnce?: boolean }
    /** `situations`: what is promised instead where the application answers so. */
    promised: LimitOf & { from: 'application' | 'acceptance'; source: string; situations?: (Situation & LimitOf)[]; /** The matter is older than the rule that promises are half of the law's limit at most. */ olderThanHalf?: boolean; /** Where the hall promises something else than online. */ hall?: LimitOf }
    /** Absent for an instant matter. `person`: silence never accepts, a person must. */
    acceptance?: LimitOf & { law: string; silence: 'accepted' | 'person' }
    /** Delivery after the decision (APL 44). */
    delivery?: LimitOf & { law: string }
  }
  pauses: PauseKind[]
  extension: (LimitOf & { by: string; law: string }) | null
  /** `by` grants it. `when`: answers by which the rule itself proposes it at intake, whether or not the applicant asks. */
  green: { by: string; rule: string; projects: string[]; source: string; when?: Situation } | null
  tolerant: { promise: LimitOf; rule: string } | null
  fees: Fee[]
  /** 是否支持网上支付. */
  isPayOnline: boolean
  result: {
    /** 10 证照, 20 批文, 30 其他. */
    type: '10' | '20' | '30'
    kind: string
    name: string
    /** {division} {year} {serial:6}; filled by the results room. */
    numberPattern: string
    /** ISO 8601 duration from the decision; null = no end. `most` bounds what an applicant may ask for. */
    validity: { period: string | null; /** A date the application asks for: the permit's last day. */ until?: string; field?: string; most?: string; law?: string }
    /** Properties of the application that the permit shows. */
    scope: string[]
    explain?: string
  }
  /** As published step by step; name and limit are those of the diagram's element (checked). */
  steps: { element: string; name: string; who: string; limit: string; standard: string; result: string; /** Come to only where the application answers so. */ when?: Situation }[]
  places: { name: string; address: string; hours: string; phone: string }[]
  /** 是否进驻政务大厅. */
  isEntryCenter: boolean
  supervision: { phone: string; address?: string }
  consultation: { phone: string }
  remedies: { review: { body: string; days: number }; court: { name: string; months: number } }
  faq: { question: string; answer: string }[]
  /** Legal review (法核); null = a draft that accepts no case. */
  review: { by: string; at: string; remarks: string } | null
  /** yyyy-mm-dd, 00:00 Asia/Shanghai; null = a draft that accepts no case. */
  effectiveFrom: string | null
  topics: string[]
  keywords: string[]
  /** Child cases that steps of the diagram open: departments of a sheet with `case`, or `case:open`. */
  children?: ChildMatter[]
  /** The stages of a project, known by the application's `projectCode`. */
  stages?: StageOrder
  /** The form of the application. */
  form: string
}
