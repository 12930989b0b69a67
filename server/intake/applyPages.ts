/** The view models of the application's pages; what they do is in drafts.ts and submit.ts. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Issue } from '../errors.ts'
import { renderForm } from '../forms/render.ts'
import type { FormData } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import { calendars } from '../deadlines/service.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import { say } from '../web/reader.ts'
import { safeHtml } from '../web/views.ts'
import { applicantForm } from './applicantForm.ts'
import { pageOfProperty, pagesOfDraft, type Draft, type DraftPage, type PageKey } from './draft.ts'
import * as drafts from './drafts.ts'
import { proposedByRule } from './green.ts'
import { NEED_TONES, paperOnly, toUpload, type Material } from './materials.ts'
import type { Shared } from './sharing.ts'
import { judgeDraft } from './submit.ts'
import { lastPromise } from './tolerant.ts'

export interface Filling {
  draft: Draft
  version: MatterVersion
  /** Number and code, for the line that tells how to come back, and for how many days. */
  key: { number: string; code: string; days: number }
}

export function pagesOfFilling({ draft, version }: Filling): DraftPage[] {
  return pagesOfDraft(version.bundle.matter, matters.form(version, version.bundle.matter.form), draft)
}

/** What every page of the application shows: where one is, and how to come back. */
function head(request: FastifyRequest, filling: Filling, key: PageKey): Record<string, unknown> {
  const pages = pagesOfFilling(filling)
  const at = pages.findIndex((page) => page.key === key)
  const title = pageTitle(request, pages[at]!)
  return {
    title, matter: filling.version.bundle.matter, key, pageTitle: title,
    progress: { at: at + 1, of: pages.length },
    previous: at > 0 ? `/apply/draft/${pages[at - 1]!.key}` : null,
    keep: keepOf(filling),
    back: (request.query as { back?: unknown }).back === 'check',
    renewed: filling.draft.versionId !== filling.version.id,
  }
}

export function keepOf({ key }: Filling): Filling['key'] {
  return { ...key, code: drafts.spoken(key.code) }
}

export function pageTitle(request: FastifyRequest, page: DraftPage): string {
  return page.form && page.form.title !== '' ? page.form.title : say(request, `intake.page.${page.form ? 'form' : page.key}`)
}

/** The page after this one; after a correction asked for by the check page, that page again. */
export function pageAfter(filling: Filling, key: PageKey, backToCheck: boolean): string {
  const pages = pagesOfFilling(filling)
  const next = backToCheck ? 'check' : pages[pages.findIndex((page) => page.key === key) + 1]!.key
  return `/apply/draft/${next}`
}

export function applicantPage(request: FastifyRequest, filling: Filling, data: FormData, issues: Issue[]): Record<string, unknown> {
  const schema = applicantForm(filling.version.bundle.matter)
  return { ...head(request, filling, 'applicant'), form: safeHtml(renderForm(schema, { data, issues, locale: request.reader.locale, fresh: Object.keys(data).length === 0, validator: `/forms/applicant.js?matter=${filling.version.code}` })) }
}

export function formPage(request: FastifyRequest, filling: Filling, page: DraftPage, data: FormData, issues: Issue[]): Record<string, unknown> {
  const { matter } = filling.version.bundle
  const only = page.form!.properties
  const fresh = only.every((name) => !Object.hasOwn(data, name))
  const html = renderForm(matters.form(filling.version, matter.form), { data, issues, only, fresh, locale: request.reader.locale, validator: `/forms/${filling.version.id}/${matter.form}.js` })
  return { ...head(request, filling, page.key), help: page.form!.help, form: safeHtml(html) }
}

export function materialsPage(ctx: Context, request: FastifyRequest, filling: Filling, files: Material[], faults: { item?: string; message?: string; issues?: Issue[] } = {}): Record<string, unknown> {
  const matter = inSituation(filling.version.bundle.matter, filling.draft.data)
  const { wishes } = filling.draft
  const items = toUpload(matter).map((item) => ({
    ...item,
    needTone: NEED_TONES[item.need],
    files: files.filter(({ itemCode }) => itemCode === item.code),
    full: files.filter(({ itemCode }) => itemCode === item.code).length >= drafts.FILES_PER_ITEM,
    error: faults.item === item.code ? faults.message : faults.issues?.find(({ pointer }) => pointer === `/${item.code}`)?.message,
    mayOwe: item.need === 'tolerant' && matter.tolerant !== null && !files.some(({ itemCode }) => itemCode === item.code),
    promisedOn: wishes.tolerant?.[item.code] ?? '',
    shared: item.share !== undefined,
  }))
  return {
    ...head(request, filling, 'materials'), items, paper: paperOnly(matter), tolerant: matter.tolerant, green: matter.green, greenByRule: proposedByRule(matter, filling.draft.data), wishes,
    owing: items.some(({ mayOwe }) => mayOwe), today: dayOf(ctx.now()), lastPromise: lastPromise(matter, ctx.now(), calendars(ctx).of(filling.version.divisionCode)),
    summary: (faults.issues ?? []).map(({ pointer, message }) => ({ href: `#item-${pointer.slice(1)}`, message })),
  }
}

/** Everything read back once; each mistake is a link to the page and the field that asks it. */
export function checkPage(ctx: Context, request: FastifyRequest, filling: Filling, files: Material[], shared: Shared, more: Issue[] = []): Record<string, unknown> {
  const { version, draft } = filling
  const matter = inSituation(version.bundle.matter, draft.data)
  const { locale } = request.reader
  const pages = pagesOfFilling(filling)
  const form = matters.form(version, matter.form)
  const issues = [...judgeDraft(ctx, draft, version, files, shared, locale), ...more]
  return {
    ...head(request, filling, 'check'),
    addressFault: more.find(({ pointer }) => pointer === '/declaration/postalAddress')?.message,
    faults: issues.map((issue) => ({ message: issue.message, href: addressOf(pages, issue.pointer) })),
    sections: [
      { title: say(request, 'intake.page.applicant'), href: '/apply/draft/applicant?back=check', html: safeHtml(renderForm(applicantForm(matter), { mode: 'read', data: draft.applicant, locale })) },
      ...pages.filter((page) => page.form).map((page) => ({
        title: pageTitle(request, page), href: `/apply/draft/${page.key}?back=check`,
        html: safeHtml(renderForm(form, { mode: 'read', data: draft.data, only: page.form!.properties, locale })),
      })),
    ],
    hasMaterials: pages.some(({ key }) => key === 'materials'),
    items: toUpload(matter).map((item) => ({ ...item, files: files.filter(({ itemCode }) => itemCode === item.code), promisedOn: draft.wishes.tolerant?.[item.code], shared: shared.has(item.code) })),
    paper: paperOnly(matter),
    wishGreen: matter.green ? draft.wishes.green : undefined,
    instant: matter.kind === 'instant',
  }
}

function addressOf(pages: readonly DraftPage[], pointer: string): string {
  const [, area, first] = pointer.split('/')
  const field = (prefix: string) => `#field${pointer.slice(prefix.length).replaceAll('/', '-')}`
  switch (area) {
    case 'applicant': return `/apply/draft/applicant?back=check${field('/applicant')}`
    case 'form': return `/apply/draft/${pageOfProperty(pages, first ?? '') ?? 'form-1'}?back=check${field('/form')}`
    case 'materials': return `/apply/draft/materials?back=check#item-${first}`
    default: return first === 'postalAddress' ? '#postal-address' : '#declaration'
  }
}
