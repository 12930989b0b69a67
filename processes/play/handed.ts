/**
 * What the applicant of a scenario hands in: who they are, the materials that their answers ask for, and what they promise for later. The
 * same on a server and in memory. Pure and browser-safe.
 */
import type { Guide, MaterialItem } from '../../server/matters/guide.ts'
import { inSituation } from '../../server/matters/situation.ts'
import type { Scenario } from './scenario.ts'

/** Who applies unless the scenario says. */
export const SAMPLE_APPLICANT = { kind: 'organisation', contact: '样例联系人', phone: '13800000000', name: '样例建设有限公司', uscc: '91350100M000100Y43' }

export function applicantIn(scenario: Scenario): Record<string, unknown> {
  return scenario.applicant ?? SAMPLE_APPLICANT
}

export interface Handed { files: MaterialItem[]; wishes: NonNullable<Scenario['wishes']> }

export function handedWith(guide: Guide, scenario: Scenario): Handed {
  const { materials } = inSituation(guide, scenario.application)
  const mandate = scenario.applicant?.handledBy === 'agent' ? guide.agency?.item : undefined
  const handed = scenario.materials ?? materials.filter((item) => item.need !== 'optional' || item.code === mandate).map((item) => item.code)
  const owed = materials.filter((item) => item.need === 'tolerant' && !handed.includes(item.code)).map((item) => item.code)
  const promised = Object.fromEntries(owed.map((code) => [code, promisedOn(scenario)]))
  return {
    files: materials.filter((item) => handed.includes(item.code) && item.copies > 0 && item.format !== 'paper'),
    wishes: { ...scenario.wishes, ...(owed.length > 0 && guide.tolerant ? { tolerant: { ...promised, ...scenario.wishes?.tolerant } } : {}) },
  }
}

/** The day the window wrote into its notice of tolerance, so that wish and notice agree. */
function promisedOn(scenario: Scenario): string {
  const items = scenario.acts.flatMap((act) => (act.data?.tolerantItems as { promisedOn: string }[] | undefined) ?? [])
  return items[0]?.promisedOn ?? scenario.applied.slice(0, 10)
}

/** Who does not agree to electronic service names an address. */
export function serviceOf({ electronicService = true }: Scenario): { electronicService: boolean; postalAddress?: string } {
  return { electronicService, ...(electronicService ? {} : { postalAddress: '样例市样例区样例路1号（样例地址）' }) }
}
