/** One thing a page: the pages of a long form (root `x-pages`), and which issues belong to which page. */
import type { Issue } from '../errors.ts'
import { fieldsOf } from './conditions.ts'
import { parts } from './pointer.ts'
import type { FormData, FormPage, FormSchema } from './schema.ts'

/** The pages of a form; one page with everything when the schema names none. */
export function pagesOf(schema: FormSchema): FormPage[] {
  return schema['x-pages'] ?? [{ title: schema.title ?? '', properties: fieldsOf(schema, {}).map(({ name }) => name) }]
}

/** Whether a page asks anything of this applicant: a page whose fields all do not apply is skipped. */
export function pageApplies(schema: FormSchema, page: FormPage, data: FormData): boolean {
  return fieldsOf(schema, data).some((field) => field.active && page.properties.includes(field.name))
}

export function issuesOfPage(page: FormPage, issues: readonly Issue[]): Issue[] {
  return issues.filter(({ pointer }) => page.properties.includes(parts(pointer)[0] ?? ''))
}
