/**
 * The co-approval sheet (会签单) as a diagram's header `sheet` asks for it: which departments, by which rule, what silence means.
 * Its shape and how it is read; how it is joined is the co-approval room. Pure and browser-safe.
 */
import { parseLimit, type Limit } from '../deadlines/limit.ts'
import { parseJson } from './facts.ts'
import type { Situation } from './situation.ts'

/** Who signs for a department that names no inner steps. */
export const DEFAULT_ROLE = 'handler'

export type SheetRule =
  | { kind: 'all' } | { kind: 'any' }
  /** Everybody must agree, and everybody is heard out, also after a disagreement: each of several permits gets its own decision. */
  | { kind: 'each' }
  | { kind: 'quorum'; n: number }
  /** A disagreement of one of these bodies decides alone; without `by` everybody holds the veto. */
  | { kind: 'veto'; by?: string[] }
  /** The opinions advise; the lead department's word is the verdict. */
  | { kind: 'lead' }
  /** One after the other (依次签); the first disagreement ends it. */
  | { kind: 'order' }

export type SheetOpinion = 'agree' | 'disagree' | 'not-concerned'

/** What a department's silence past its limit does. A default opinion needs the law that gives it. */
export type SheetSilence = { kind: 'remind' } | { kind: 'escalate' } | { kind: 'default'; opinion: SheetOpinion; law: string }

export interface SheetDepartment {
  body: string
  name: string
  /** Roles inside the department that sign one after the other; absent = one signature of its handler. */
  inner?: string[]
  limit?: Limit
  /** Codes of the materials it needs; absent = all of the case. */
  materials?: string[]
  /** The matter whose case settles the row instead of signatures: a child case with number, body and limits of its own. */
  case?: string
  /** Asked only where the application answers so (情形). */
  when?: Situation
}

export interface SheetPlan {
  rule: SheetRule
  departments: SheetDepartment[]
  silence: SheetSilence
  /** Form of a department's opinion, and of the later signatures inside a department. */
  form: string
  innerForm?: string
}

/** @returns the plan, or what is wrong with the header as one sentence. */
export function readSheet(header: string | undefined): SheetPlan | string {
  const data = header === undefined ? undefined : parseJson(header)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'The header "sheet" must be a JSON object with rule, departments, silence and form. Set it on the step.'
  const { rule, departments, silence, form, innerForm } = data as Record<string, unknown>
  const readRule = ruleOf(rule)
  if (readRule === null) return `The sheet's rule must be all, each, any, quorum with n >= 1, veto, lead or order, but is ${JSON.stringify(rule)}. Correct rule.kind.`
  const readSilence = silenceOf(silence)
  if (readSilence === null) return `What silence means must be remind, escalate, or a default with opinion and law, but is ${JSON.stringify(silence)}. Cite the law, or choose remind or escalate.`
  if (typeof form !== 'string' || (innerForm !== undefined && typeof innerForm !== 'string')) return 'The sheet needs the name of the departments\' form. Set form (and innerForm where a department signs in steps).'
  if (!Array.isArray(departments) || departments.length === 0) return 'The sheet names no department. List at least one.'
  const read: SheetDepartment[] = []
  for (const one of departments) {
    const department = departmentOf(one)
    if (department === null) return `A department of the sheet needs body and name, and where given inner (roles), limit ("3wd"), materials (codes), case (a matter) without inner and limit, and when (field, in), but is ${JSON.stringify(one)}. Correct it.`
    if (read.some((earlier) => earlier.body === department.body)) return `Department ${department.body} stands on the sheet twice. Keep one row.`
    read.push(department)
  }
  if (readRule.kind === 'quorum' && readRule.n > read.length) return `The quorum asks for ${readRule.n} departments, the sheet has ${read.length}. Lower n.`
  if (readRule.kind === 'veto' && readRule.by?.some((body) => !read.some((department) => department.body === body))) return 'A body holds a veto but stands on no row of the sheet. Add it or take its veto away.'
  return { rule: readRule, departments: read, silence: readSilence, form, ...(innerForm === undefined ? {} : { innerForm }) }
}

function ruleOf(value: unknown): SheetRule | null {
  const { kind, n, by } = (value ?? {}) as Record<string, unknown>
  switch (kind) {
    case 'all': case 'each': case 'any': case 'lead': case 'order': return { kind }
    case 'quorum': return Number.isInteger(n) && Number(n) >= 1 ? { kind, n: Number(n) } : null
    case 'veto': return by === undefined ? { kind } : isTexts(by) && by.length > 0 ? { kind, by } : null
    default: return null
  }
}

export function isOpinion(value: unknown): value is SheetOpinion {
  return value === 'agree' || value === 'disagree' || value === 'not-concerned'
}

function silenceOf(value: unknown): SheetSilence | null {
  const { kind, opinion, law } = (value ?? {}) as Record<string, unknown>
  if (kind === 'remind' || kind === 'escalate') return { kind }
  return kind === 'default' && isOpinion(opinion) && typeof law === 'string' && law.trim() !== '' ? { kind, opinion, law } : null
}

function departmentOf(value: unknown): SheetDepartment | null {
  const { body, name, inner, limit, materials, case: matter, when } = (value ?? {}) as Record<string, unknown>
  if (typeof body !== 'string' || typeof name !== 'string') return null
  if (inner !== undefined && !(isTexts(inner) && inner.length > 0)) return null
  if (materials !== undefined && !isTexts(materials)) return null
  const read = limit === undefined ? undefined : parseLimit(String(limit))
  if (read === null) return null
  if (matter !== undefined && (typeof matter !== 'string' || inner !== undefined || read !== undefined)) return null
  if (when !== undefined && !isSituation(when)) return null
  return { body, name, ...(inner ? { inner } : {}), ...(read ? { limit: read } : {}), ...(materials ? { materials } : {}), ...(matter ? { case: matter } : {}), ...(when ? { when } : {}) }
}

function isSituation(value: unknown): value is Situation {
  const { field, in: answers } = (value ?? {}) as Record<string, unknown>
  return typeof field === 'string' && Array.isArray(answers) && answers.length > 0 && answers.every((one) => typeof one === 'string' || typeof one === 'boolean')
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')
}
