/**
 * Who applies: one form for every matter (forms/shared/applicant.schema.json), cut to the subjects the guide allows; with the agent's part
 * (forms/shared/agent.schema.json) where the guide lets somebody act for the applicant.
 */
import agentPart from '../../forms/shared/agent.schema.json' with { type: 'json' }
import schema from '../../forms/shared/applicant.schema.json' with { type: 'json' }
import type { Agent, AgentRelation } from '../cases/agent.ts'
import type { Applicant } from '../cases/case.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import type { FormData, FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'

const whole = schema as FormSchema
const byHand = { whole, person: fixed('person'), organisation: fixed('organisation') }
const withAgent = { whole: joined(byHand.whole), person: joined(byHand.person), organisation: joined(byHand.organisation) }

/** 服务对象: 1 is a natural person, everything else is some organisation (domain A2). Always the same object for the same kind of guide. */
export function applicantForm({ subjects, agency }: Pick<Guide, 'subjects' | 'agency'>): FormSchema {
  const persons = subjects.includes('1')
  const organisations = subjects.some((subject) => subject !== '1')
  return (agency ? withAgent : byHand)[persons && organisations ? 'whole' : persons ? 'person' : 'organisation']
}

function fixed(kind: Applicant['kind']): FormSchema {
  const choice = whole.properties!.kind!
  return { ...whole, properties: { ...whole.properties, kind: { ...choice, oneOf: choice.oneOf!.filter((one) => one.const === kind), default: kind } } }
}

function joined(form: FormSchema): FormSchema {
  const { properties, required, if: condition, then } = agentPart as FormSchema
  return { ...form, properties: { ...form.properties, ...properties }, required: [...form.required!, ...required!], allOf: [{ if: condition!, then: then! }] }
}

/** The case room's applicant from the judged answers. */
export function applicantOf(data: FormData, { electronicService, postalAddress, at }: { electronicService: boolean; postalAddress?: string; at: Date }): Applicant {
  const address = postalAddress?.trim()
  const person = data.kind === 'person'
  return {
    kind: person ? 'person' : 'organisation',
    name: String(person ? data.personName : data.name),
    idType: person ? 'id-card' : 'uscc',
    idNumber: String(person ? data.idCard : data.uscc),
    contact: String(data.contact),
    phone: String(data.phone),
    ...(typeof data.email === 'string' ? { email: data.email } : {}),
    consentElectronicService: electronicService,
    ...(address ? { postalAddress: address } : {}),
    ...(data.handledBy === 'agent' ? { agent: agentIn(data, at) } : {}),
  }
}

function agentIn(data: FormData, at: Date): Agent {
  return { name: String(data.agentName), idNumber: String(data.agentIdCard), phone: String(data.agentPhone), relation: data.agentRelation as AgentRelation, since: rfc3339(at) }
}
