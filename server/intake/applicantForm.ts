/** Who applies: one form for every matter (forms/shared/applicant.schema.json), cut to the subjects the guide allows. */
import schema from '../../forms/shared/applicant.schema.json' with { type: 'json' }
import type { Applicant } from '../cases/case.ts'
import type { FormData, FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'

const whole = schema as FormSchema
const onlyPersons = fixed('person')
const onlyOrganisations = fixed('organisation')

/** 服务对象: 1 is a natural person, everything else is some organisation (domain A2). */
export function applicantForm(guide: Guide): FormSchema {
  const persons = guide.subjects.includes('1')
  const organisations = guide.subjects.some((subject) => subject !== '1')
  return persons && organisations ? whole : persons ? onlyPersons : onlyOrganisations
}

function fixed(kind: Applicant['kind']): FormSchema {
  const choice = whole.properties!.kind!
  return { ...whole, properties: { ...whole.properties, kind: { ...choice, oneOf: choice.oneOf!.filter((one) => one.const === kind), default: kind } } }
}

/** The case room's applicant from the judged answers. */
export function applicantOf(data: FormData, { electronicService, postalAddress }: { electronicService: boolean; postalAddress?: string }): Applicant {
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
  }
}
