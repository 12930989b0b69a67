/**
 * Whether an application may be submitted: the applicant, the form, the materials, the declaration. Pure and browser-safe; the case is
 * opened in submit.ts.
 */
import type { Calendar } from '../deadlines/calendar.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import type { Issue } from '../errors.ts'
import { prune } from '../forms/parse.ts'
import type { FormSchema } from '../forms/schema.ts'
import { validate } from '../forms/validate.ts'
import type { Locale } from '../forms/words.ts'
import type { Guide } from '../matters/guide.ts'
import { inSituation } from '../matters/situation.ts'
import { applicantForm, judgeAgent } from './applicantForm.ts'
import type { Draft } from './draft.ts'
import { itemOf, mandateItem, missing, type Material } from './materials.ts'
import { lastPromise } from './tolerant.ts'

/** What the applicant says on the last page. */
export interface Declaration {
  /** 申请人对申请材料实质内容的真实性负责 (行政许可法 31). */
  truthful: boolean
  /** Letters may be served electronically (domain H8); free, and without it they go by post, to the address that is then owed. */
  electronicService: boolean
  postalAddress?: string
}

export interface Application extends Pick<Draft, 'applicant' | 'data' | 'wishes'> {
  files: readonly Pick<Material, 'itemCode' | 'state'>[]
  /** Codes of items the shared library stands in for. */
  shared: Iterable<string>
}

/** Pointers begin with `/applicant`, `/form` or `/materials`, so that each can be led back to its page. */
export function judgeApplication(guide: Guide, form: FormSchema, application: Application, at: { now: Date; calendar: Calendar }, locale: Locale): Issue[] {
  const under = (prefix: string, issues: Issue[]) => issues.map(({ pointer, message }) => ({ pointer: prefix + pointer, message }))
  const who = applicantForm(guide)
  const person = prune(who, application.applicant)
  return [
    ...under('/applicant', [...validate(who, person, locale), ...judgeAgent(person, locale)]),
    ...under('/form', validate(form, application.data, locale)),
    ...under('/materials', judgeMaterials(inSituation(guide, application.data), application, at)),
  ]
}

function judgeMaterials(guide: Guide, { applicant, files, shared, wishes }: Application, { now, calendar }: { now: Date; calendar: Calendar }): Issue[] {
  const promised = guide.tolerant ? (wishes.tolerant ?? {}) : {}
  const there = new Set(files.map(({ itemCode }) => itemCode))
  const mandate = mandateItem(guide, applicant)
  const lacking = [...missing(guide, files, new Set(Object.keys(promised)), shared), ...(mandate && !there.has(mandate.code) ? [mandate] : [])]
  const owed = lacking.map(({ code, name }) => ({ pointer: `/${code}`, message: `请上传“${name}”` }))
  const last = lastPromise(guide, now, calendar)
  const today = dayOf(now)
  const late = Object.entries(promised).filter(([code]) => !there.has(code)).flatMap(([code, day]) => {
    if (day >= today && (last === undefined || day <= last)) return []
    return [{ pointer: `/${code}`, message: `“${itemOf(guide, code)?.name ?? code}”的承诺补交日期应在 ${today} 至 ${last ?? ''} 之间` }]
  })
  return [...owed, ...late]
}

const SHORTEST_ADDRESS = 6
const LONGEST_ADDRESS = 200

export function judgeDeclaration({ truthful, electronicService, postalAddress = '' }: Declaration): Issue[] {
  const { length } = Array.from(postalAddress.trim())
  const wrong = length > LONGEST_ADDRESS || (length < SHORTEST_ADDRESS && (length > 0 || !electronicService))
  return [
    ...(truthful ? [] : [{ pointer: '/declaration', message: '请确认承诺内容' }]),
    ...(wrong ? [{ pointer: '/declaration/postalAddress', message: `不同意电子送达的，请填写文书的邮寄地址（${SHORTEST_ADDRESS}至${LONGEST_ADDRESS}个字，写到门牌号）` }] : []),
  ]
}
