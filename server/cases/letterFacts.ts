/** What every letter of a case is told: the case, its applicant and the matter in force for it. Pure. */
import type { Facts } from '../letters/facts.ts'
import type { MatterVersion } from '../matters/types.ts'
import type { Case } from './case.ts'

export function letterFacts(file: Case, version: MatterVersion): Facts {
  const guide = version.bundle.matter
  const { name, idNumber, contact, phone, consentElectronicService, postalAddress } = file.applicant
  return {
    case: { number: file.number, receivedAt: file.receivedAt },
    applicant: { name, idNumber, contact, phone, consentElectronicService, ...(postalAddress ? { postalAddress } : {}) },
    matter: {
      name: guide.name, type: guide.type, basis: guide.legalBasis.map(({ law, article }) => ({ law, article })), supervisionPhone: guide.supervision.phone,
      remedies: guide.remedies, sample: guide.sample, letters: { ...version.bundle.annex?.letters, ...version.bundle.letters },
    },
  }
}
