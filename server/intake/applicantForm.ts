/**
 * Who applies: one form for every matter (forms/shared/applicant.schema.json; applicant-taiwan where people and companies of Taiwan apply), cut to the
 * subjects the guide allows; with the agent's part (agent.schema.json) where the guide lets somebody act for the applicant.
 */
import agentPart from '../../forms/shared/agent.schema.json' with { type: 'json' }
import schema from '../../forms/shared/applicant.schema.json' with { type: 'json' }
import taiwanSchema from '../../forms/shared/applicant-taiwan.schema.json' with { type: 'json' }
import type { Agent, AgentRelation } from '../cases/agent.ts'
import type { Applicant } from '../cases/case.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import type { Issue } from '../errors.ts'
import type { FormData, FormSchema } from '../forms/schema.ts'
import type { Locale } from '../forms/words.ts'
import type { Guide } from '../matters/guide.ts'

const bases = { common: schema as FormSchema, taiwan: taiwanSchema as FormSchema }
const made = new Map<string, FormSchema>()

/** 服务对象: 1 is a natural person, everything else is some organisation (domain A2). The same object for the same kind of guide: judges are kept by it. */
export function applicantForm({ subjects, applicants, agency }: Pick<Guide, 'subjects' | 'applicants' | 'agency'>): FormSchema {
  const persons = subjects.includes('1')
  const organisations = subjects.some((subject) => subject !== '1')
  const kind = persons && organisations ? null : persons ? 'person' : 'organisation'
  const whole = applicants === 'taiwan' ? bases.taiwan : bases.common
  const key = `${applicants} ${kind} ${agency !== undefined}`
  const known = made.get(key)
  if (known) return known
  const own = kind === null ? whole : fixed(whole, kind)
  const form = agency ? joined(own) : own
  made.set(key, form)
  return form
}

function fixed(whole: FormSchema, kind: Applicant['kind']): FormSchema {
  const choice = whole.properties!.kind!
  return { ...whole, properties: { ...whole.properties, kind: { ...choice, oneOf: choice.oneOf!.filter((one) => one.const === kind), default: kind } } }
}

function joined(form: FormSchema): FormSchema {
  const { properties, required, if: condition, then } = agentPart as FormSchema
  return { ...form, properties: { ...form.properties, ...properties }, required: [...form.required!, ...required!], allOf: [{ if: condition!, then: then! }] }
}

/**
 * An agent is somebody else, reached elsewhere: under one number the applicant would hear nothing of the mandate, and the new code that ends it would
 * go to the very person it shuts out. Pointers into the applicant's answers.
 */
export function judgeAgent(data: FormData, locale: Locale): Issue[] {
  if (data.handledBy !== 'agent') return []
  const digits = (value: unknown) => String(value ?? '').replace(/\D/g, '').slice(-11)
  const english = locale === 'en'
  return [
    ...(data.agentPhone !== undefined && digits(data.agentPhone) === digits(data.phone) ? [{ pointer: '/agentPhone', message: english ? 'The agent\'s telephone is the applicant\'s. Give a number of the applicant\'s own: they are told there who acts for them, and end the mandate from there.' : '代办人的电话与申请人的相同。请填写申请人本人的电话：谁在代办会告知本人，本人也凭它终止代办。' }] : []),
    ...(data.agentIdCard !== undefined && String(data.agentIdCard).toUpperCase() === String(data.idCard ?? '').toUpperCase() ? [{ pointer: '/agentIdCard', message: english ? 'The agent is the applicant. Choose that the applicant acts in person.' : '代办人与申请人是同一人，请选择“本人办理”。' }] : []),
  ]
}

/** The case room's applicant from the judged answers. */
export function applicantOf(data: FormData, { electronicService, postalAddress, at }: { electronicService: boolean; postalAddress?: string; at: Date }): Applicant {
  const address = postalAddress?.trim()
  const person = data.kind === 'person'
  return {
    kind: person ? 'person' : 'organisation',
    name: String(person ? data.personName : data.name),
    ...identityOf(data, person),
    contact: String(data.contact),
    phone: String(data.phone),
    ...(typeof data.email === 'string' ? { email: data.email } : {}),
    consentElectronicService: electronicService,
    ...(address ? { postalAddress: address } : {}),
    ...(data.handledBy === 'agent' ? { agent: agentIn(data, at) } : {}),
  }
}

function identityOf(data: FormData, person: boolean): Pick<Applicant, 'idType' | 'idNumber'> {
  if (data.taiwanPermit !== undefined) return { idType: 'taiwan-permit', idNumber: String(data.taiwanPermit) }
  if (data.taiwanCompany !== undefined) return { idType: 'taiwan-company', idNumber: String(data.taiwanCompany) }
  return person ? { idType: 'id-card', idNumber: String(data.idCard) } : { idType: 'uscc', idNumber: String(data.uscc) }
}

function agentIn(data: FormData, at: Date): Agent {
  return { name: String(data.agentName), idNumber: String(data.agentIdCard), phone: String(data.agentPhone), relation: data.agentRelation as AgentRelation, since: rfc3339(at) }
}
