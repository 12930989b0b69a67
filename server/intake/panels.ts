/** The tabs intake brings to a case page: what was applied for, and the materials with their history. */
import { materialsFor } from '../coapproval/service.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import { renderForm } from '../forms/render.ts'
import type { Guide } from '../matters/guide.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import { bodiesOf } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { safeHtml, render } from '../web/views.ts'
import { familyPanel } from './family.ts'
import { NEED_TONES, paperOnly, toUpload, visibleTo, type Material } from './materials.ts'
import * as store from './store.ts'

export const formPanel: CasePanel = {
  id: 'form', title: 'intake.tab.form', order: 10,
  html: async (ctx, { case: file, version, officer }, request, reply) => {
    const { matter } = version.bundle
    const { data, hidden } = officer === null ? { data: file.data, hidden: [] } : await tasks.seenAnswers(ctx.db, version, file, officer)
    const form = renderForm(matters.form(version, matter.form), { mode: 'read', data, omit: hidden, locale: request.reader.locale })
    return render(request, reply, 'intake/form', {
      hidden: hidden.length, applicant: file.applicant, form: safeHtml(form), green: await store.greenRequest(ctx.db, file.id),
      handIns: (await store.handIns(ctx.db, file.id)).map((one) => ({ ...one, names: one.items.map((code) => matter.materials.find((item) => item.code === code)?.name ?? code) })),
    })
  },
}

export const materialsPanel: CasePanel = {
  id: 'materials', title: 'intake.tab.materials', order: 20,
  shown: async (_ctx, { version }) => toUpload(version.bundle.matter).length > 0,
  html: async (ctx, view, request, reply) => {
    const all = (await store.materialsOfCase(ctx.db, view.case.id)).filter(({ state }) => state !== 'staged')
    const owed = new Map((await store.tolerantItems(ctx.db, view.case.id)).filter(({ fulfilledAt }) => fulfilledAt === null).map((item) => [item.itemCode, item.promisedOn]))
    const shared = new Map((await store.sharedMaterials(ctx.db, view.case.id)).map((item) => [item.itemCode, item]))
    const base = view.officer ? `/office/cases/${view.case.id}/materials` : '/follow/case/materials'
    const needed = view.officer === null ? 'all' : await materialsFor(ctx.db, view.officer, view.case.id)
    const shown = toUpload(guideOf(view)).filter((item) => (view.officer === null || visibleTo(item, view.case.bodyId, bodiesOf(view.officer))) && (needed === 'all' || needed.includes(item.code)))
    const link = (file: Material) => ({ ...file, href: `${base}/${file.id}` })
    const items = shown.map((item) => {
      const files = all.filter(({ itemCode }) => itemCode === item.code)
      return { ...item, needTone: NEED_TONES[item.need], files: files.filter(({ state }) => state === 'current').map(link), earlier: files.filter(({ state }) => state === 'replaced').map(link), promisedOn: owed.get(item.code), library: shared.get(item.code) }
    })
    return render(request, reply, 'intake/caseMaterials', { items, hidden: hiddenCount(view, shown.length), paper: view.officer ? paperOnly(view.version.bundle.matter) : [] })
  },
}

/** The list as these answers ask for it, with what is handed in later. */
function guideOf({ case: file, version }: CaseView): Guide {
  return inSituation(version.bundle.matter, file.data, () => true)
}

function hiddenCount(view: CaseView, shown: number): number {
  return toUpload(guideOf(view)).length - shown
}

export const panels: CasePanel[] = [formPanel, materialsPanel, familyPanel]
