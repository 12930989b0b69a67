/** The tab "联审看板" of a case, for its officers and for its applicant. */
import type { CasePanel } from '../cases/panels.ts'
import { listBodies } from '../people/service.ts'
import { render } from '../web/views.ts'
import { board } from './board.ts'
import * as store from './store.ts'

export const boardPanel: CasePanel = {
  id: 'board', title: 'coapproval.tab', order: 40,
  shown: async (ctx, view) => (await store.ofCase(ctx.db, view.case.id)).length > 0,
  html: async (ctx, view, request, reply) => {
    const boards = await board(ctx, view, request.reader.locale)
    const running = boards.find(({ mayChange }) => mayChange)
    const asked = new Set(running?.rows.filter(({ state }) => state !== 'removed').map(({ body }) => body))
    const bodies = running ? (await listBodies(ctx.db)).filter(({ id }) => !asked.has(id) && id !== view.case.bodyId) : []
    const materials = view.version.bundle.matter.materials.map(({ code, name }) => ({ code, name }))
    return render(request, reply, 'coapproval/board', { boards, bodies, materials, applicant: view.officer === null, reassure: view.officer === null && boards.some(({ state }) => state === 'open') })
  },
}

export const panels: CasePanel[] = [boardPanel]
