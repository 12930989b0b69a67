/**
 * Situations (情形, domain A1): answers of the application that switch what a matter asks for and promises. Pure and browser-safe.
 * Which material hangs on which answer stands in the guide; whether what is asked for is there is intake's.
 */
import type { FormSchema } from '../forms/schema.ts'
import type { Guide, LimitOf, MaterialItem } from './guide.ts'

/** The application's answer to `field` is one of these. */
export interface Situation { field: string; in: (string | boolean)[] }

export function applies({ field, in: answers }: Situation, data: Record<string, unknown>): boolean {
  return Object.hasOwn(data, field) && answers.includes(data[field] as string)
}

/** True where this situation has the item handed in at a later step of the applicant instead of with the application. */
function isLater({ later }: MaterialItem, data: Record<string, unknown>): boolean {
  return later !== undefined && (later.field === undefined || applies({ field: later.field, in: later.in ?? [] }, data))
}

/**
 * The guide with the materials that these answers ask for.
 * @param reached whether the case has come to a step of the applicant: its own items count from then on.
 */
export function inSituation(guide: Guide, data: Record<string, unknown>, reached: (elementId: string) => boolean = () => false): Guide {
  const asked = (item: MaterialItem) => (item.when === undefined || applies(item.when, data)) && (!isLater(item, data) || reached(item.later!.step))
  return { ...guide, materials: guide.materials.filter(asked) }
}

/** What is handed in at one later step of the applicant; undefined for a step that no item names. */
export function itemsOfStep(guide: Guide, data: Record<string, unknown>, elementId: string): MaterialItem[] | undefined {
  const items = guide.materials.filter(({ later }) => later?.step === elementId)
  return items.length === 0 ? undefined : items.filter((item) => isLater(item, data) && (item.when === undefined || applies(item.when, data)))
}

/** What is promised in the situation of this application: the first that applies, else the general promise. */
export function promisedIn({ limits: { promised } }: Guide, data: Record<string, unknown>): LimitOf {
  const special = promised.situations?.find((one) => applies(one, data))
  return { amount: (special ?? promised).amount, unit: (special ?? promised).unit }
}

/** The question and the answers in the form's own words, for people. */
export function situationWords(form: FormSchema, { field, in: answers }: Situation): { question: string; answers: string[] } | undefined {
  const property = form.properties?.[field]
  if (!property) return undefined
  const word = (answer: string | boolean) => property.oneOf?.find((choice) => choice.const === answer)?.title ?? (answer === true ? '是' : answer === false ? '否' : answer)
  return { question: property.title ?? field, answers: answers.map(word) }
}
