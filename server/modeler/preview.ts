/**
 * How a draft will look: guide, manual, slip, forms and letters made by the very code that makes the real pages, out of files that are
 * still being written. Nothing is stored; what cannot be shown yet is said in a sentence.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { actionOf, applyAction } from '../forms/actions.ts'
import { checkSchema } from '../forms/check.ts'
import { pageApplies, pagesOf } from '../forms/pages.ts'
import { parseForm } from '../forms/parse.ts'
import { renderForm, renderSummary } from '../forms/render.ts'
import { atStep } from '../forms/rights.ts'
import { sampleData } from '../forms/sampleData.ts'
import type { FormSchema } from '../forms/schema.ts'
import { inLanguage, languageOf, messageOf } from '../forms/sentence.ts'
import { validate } from '../forms/validate.ts'
import { guidePage } from '../intake/guidePage.ts'
import { pointChoices } from '../intake/oneNotice.ts'
import * as letters from '../letters/service.ts'
import { manualOf, slipOf } from '../manuals/service.ts'
import * as matters from '../matters/service.ts'
import { withPlace } from '../matters/guidePlaces.ts'
import { readDiagram } from '../matters/diagram.ts'
import { stepsOf } from '../matters/facts.ts'
import { listBodies, groups } from '../people/service.ts'
import { readPlace } from '../publication/service.ts'
import { hasMessage, translate, type Locale } from '../web/messages.ts'
import { safeHtml, view } from '../web/views.ts'
import type { Files } from './files.ts'

export interface PreviewBody {
  files: Files
  what: 'guide' | 'manual' | 'slip' | 'form' | 'letter'
  /** The form or the kind of letter. */
  name?: string
  /** Who looks at the form. */
  as?: 'applicant' | 'officer'
  /** The step at which it is looked at, with the rights it has there. */
  step?: string
  /** What stands in the form before anything is typed, and afterwards in what cannot be typed into. */
  data?: Record<string, unknown>
  /** The form alone: no heading, no button of its own. */
  bare?: boolean
  /** What has been typed into the form so far, with the button that was pressed. */
  answers?: Record<string, string | string[]>
  /** Judge the answers as sending would. */
  judge?: boolean
  told?: 'full' | 'bare'
}

/** The rules without which a page cannot be made at all. */
const NEEDED = new Set(['guide-is-complete', 'bundle-is-readable', 'diagram-is-readable'])

export async function preview(ctx: Context, request: FastifyRequest, reply: FastifyReply, body: PreviewBody): Promise<FastifyReply> {
  const { shared } = await readPlace(ctx, (request.params as { matter: string }).matter)
  const { locale } = request.reader
  const bundle = read(shared, body.files, locale)
  if (typeof bundle === 'string') return unable(reply, [bundle])
  if (body.what === 'form') return formPreview(request, reply, bundle, body)
  const bodies = await listBodies(ctx.db)
  const bodyName = bodies.find(({ id }) => id === bundle.matter.body)?.name ?? ''
  if (body.what === 'letter') return letterPreview(request, reply, bundle, bodyName, body)
  const missing = (await matters.problemsIn(ctx.db, bundle, letters.checkTemplate)).filter(({ rule }) => NEEDED.has(rule))
  if (missing.length > 0) return unable(reply, missing.map((problem) => withPlace(inLanguage(problem, languageOf(locale)), (key, params) => (hasMessage(locale, key) ? translate(locale, key, params) : undefined)).message))
  const names = new Map([...(await groups(ctx.db)), ...bodies.map(({ id, name }) => [id, name] as const)])
  if (body.what === 'manual') return view(reply, 'manuals/manual', { title: '', view: await manualOf(bundle, { names, locale }), code: bundle.matter.code }, { layout: 'bare' })
  if (body.what === 'slip') return view(reply, 'manuals/slip', { title: '', view: await slipOf(bundle, { names, locale, guideUrl: `${ctx.config.publicUrl}/matters/${bundle.matter.code}` }) }, { layout: 'bare' })
  // the frame it is shown in runs no program
  return view(reply, 'intake/guide', { ...guidePage(await asVersion(bundle), bodyName), preview: true }, { layout: 'bare' })
}

function read(shared: Record<string, string>, files: Files, locale: Locale): matters.Bundle | string {
  try {
    return matters.bundleOf(matters.filesInMemory(files, shared))
  } catch (error) {
    if (error instanceof matters.UnreadableBundle) return inLanguage(messageOf(error.sentence), languageOf(locale)).message
    throw error
  }
}

function unable(reply: FastifyReply, problems: string[]): FastifyReply {
  return view(reply, 'modeler/unable', { title: '', problems }, { layout: 'bare' })
}

/** A draft as the guide's page takes it: no version yet, so neither number nor day. */
async function asVersion(bundle: matters.Bundle): Promise<matters.MatterVersion> {
  const { matter } = bundle
  return {
    id: '', code: matter.code, divisionCode: matter.division, bodyId: matter.body, hash: bundle.hash, bundle, processId: matter.code,
    effectiveFrom: null, reviewedBy: null, reviewedAt: null, publishedAt: new Date(0), steps: stepsOf(await readDiagram(bundle.diagram)),
  }
}

function formPreview(request: FastifyRequest, reply: FastifyReply, bundle: matters.Bundle, { name = '', as = 'applicant', step, data: given, bare, answers = {}, judge }: PreviewBody): FastifyReply {
  const whole = Object.hasOwn(bundle.forms, name) ? bundle.forms[name]! : undefined
  const schema = whole && step !== undefined ? atStep(whole, step) : whole
  if (!schema) return unable(reply, [`There is no form "${name}".`])
  const problems = checkSchema(whole!)
  if (problems.length > 0) return unable(reply, problems.map((problem) => inLanguage(problem, languageOf(request.reader.locale)).message))
  const { locale } = request.reader
  const title = schema.title ?? name
  if (as === 'officer' && name === bundle.matter.form) {
    return view(reply, 'modeler/formPreview', { title, read: safeHtml(renderForm(schema, { mode: 'read', data: sampleData(schema), locale })) }, { layout: 'bare' })
  }
  const untouched = Object.keys(answers).length === 0
  const data = untouched && given ? given : dataOf(schema, answers, given)
  const issues = judge ? validate(schema, data, locale) : []
  const options = { data, issues, locale, noSummary: true, fresh: untouched && !given, choices: { materials: pointsOf(bundle) } }
  const pages = pagesOf(schema).filter((page) => pageApplies(schema, page, data)).map((page, index) => ({ title: page.title, html: safeHtml(renderForm(schema, { ...options, only: page.properties, idPrefix: index === 0 ? 'field' : `field${index}` })) }))
  return view(reply, 'modeler/formPreview', { title, bare, pages, several: pages.length > 1, summary: safeHtml(renderSummary(issues, { locale })), fits: judge && issues.length === 0 }, { layout: 'bare' })
}

function dataOf(schema: FormSchema, answers: Record<string, string | string[]>, base: Record<string, unknown> = {}): Record<string, unknown> {
  const data = parseForm(schema, answers, { base })
  const action = actionOf(answers)
  return action ? applyAction(schema, data, action, answers) : data
}

/** A guide that is not whole yet offers what it has. */
function pointsOf({ matter, forms }: matters.Bundle): { const: string; title: string }[] {
  const form = Object.hasOwn(forms, matter.form ?? '') ? forms[matter.form]! : {}
  return pointChoices({ ...matter, materials: Array.isArray(matter.materials) ? matter.materials : [] }, form)
}

function letterPreview({ reader: { locale } }: FastifyRequest, reply: FastifyReply, bundle: matters.Bundle, bodyName: string, { name = '', told = 'full' }: PreviewBody): FastifyReply {
  const { matter } = bundle
  const document = letters.tryLetter({
    kind: name, ...(Object.hasOwn(bundle.letters, name) ? { template: bundle.letters[name]! } : {}), bodyName: bodyName || '样例机关', told,
    matter: { ...(matter.name ? { name: matter.name } : {}), ...(matter.legalBasis?.length ? { basis: matter.legalBasis } : {}), ...(matter.remedies ? { remedies: matter.remedies } : {}) },
  })
  if (typeof document === 'string') return unable(reply, [inLanguage(matters.letterFaultSaid(document), languageOf(locale)).message])
  return view(reply, 'letters/letter', { title: '', letter: { state: 'ready' }, ...letters.pageModel(document, null) }, { layout: 'bare' })
}

/** What the letters tab offers: every kind with its common template and the fields it can use. */
export function letterKinds(): object[] {
  const common = letters.commonTemplates()
  return (Object.keys(letters.kinds) as letters.LetterKind[]).map((kind) => ({
    kind, title: letters.kinds[kind].title, remedies: letters.kinds[kind].remedies, common: common[kind], fields: letters.fieldsOfKind(kind),
  }))
}
