/**
 * What a draft is, and the pages it is filled in on. Types and pure readers; nothing here stores.
 */
import { fieldsOf } from '../forms/conditions.ts'
import { pageApplies, pagesOf } from '../forms/pages.ts'
import type { FormData, FormPage, FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'
import { inSituation } from '../matters/situation.ts'
import { applicantForm } from './applicantForm.ts'
import { toUpload } from './materials.ts'

export interface Wishes {
  /** 容缺: items promised for later, item code -> day. */
  tolerant?: Record<string, string>
  /** Why the case should go through the green channel. */
  green?: string
}

export interface Draft {
  id: string
  number: string
  matterCode: string
  versionId: string
  applicant: FormData
  data: FormData
  wishes: Wishes
  state: 'draft' | 'submitted'
  caseId: string | null
  changedAt: Date
}

export type PageKey = 'applicant' | `form-${number}` | 'materials' | 'check'

export interface DraftPage {
  key: PageKey
  /** The page of the matter's form; null for our own pages. */
  form: FormPage | null
}

/** Applicant, the form's pages that apply to the answers so far, materials where the matter asks any, check. */
export function pagesOfDraft(guide: Guide, form: FormSchema, draft: Pick<Draft, 'data'>): DraftPage[] {
  const pages = pagesOf(form)
    .map((page, index) => ({ key: `form-${index + 1}` as const, form: page }))
    .filter((page) => pageApplies(form, page.form, draft.data))
  const materials: DraftPage[] = toUpload(inSituation(guide, draft.data)).length > 0 || guide.green ? [{ key: 'materials', form: null }] : []
  return [{ key: 'applicant', form: null }, ...pages, ...materials, { key: 'check', form: null }]
}

/** The page that asks a property of the form, so that a mistake found at the end can be gone back to. */
export function pageOfProperty(pages: readonly DraftPage[], name: string): PageKey | undefined {
  return pages.find((page) => page.form?.properties.includes(name))?.key
}

/** Every property a form can ask, for the choice of points in a gap notice. */
export function propertiesOf(form: FormSchema): { name: string; title: string }[] {
  return fieldsOf(form, {}).map(({ name, schema }) => ({ name, title: schema.title ?? name }))
}

export { applicantForm }
