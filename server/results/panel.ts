/** The tab of a case page with what came out: the permit, the fee it waits for, and the acts on both. */
import type { CasePanel } from '../cases/panels.ts'
import { render } from '../web/views.ts'
import * as store from './store.ts'

export const feesPanel: CasePanel = {
  id: 'result', title: 'results.tab', order: 65,
  shown: async (ctx, view) => store.hasResult(ctx.db, view.case.id),
  marks: async (ctx, view) => [
    ...((await store.owedDelivery(ctx.db, view.case.id)) ? [{ tone: 'warn', icon: 'mail', text: 'results.owed.mark' } as const] : []),
    ...((await store.feesOfCase(ctx.db, view.case.id)).some(({ state }) => state === 'unpaid') ? [{ tone: 'warn', text: 'results.unpaid.mark' } as const] : []),
  ],
  html: async (ctx, view, request, reply) => {
    const roles = view.officer?.posts.filter((post) => post.bodyId === view.case.bodyId).map((post) => post.role) ?? []
    const permit = await store.permitOfCase(ctx.db, view.case.id)
    const fees = await store.feesOfCase(ctx.db, view.case.id)
    const owed = (await store.owedDelivery(ctx.db, view.case.id)) !== undefined
    return render(request, reply, 'results/panel', {
      owed, case: view.case, permit, verifyUrl: permit && `/verify/${permit.verifyCode}`, fees,
      mayRecord: roles.includes('window') && fees.some((fee) => fee.state === 'unpaid'), mayCancel: roles.includes('head') && permit?.state === 'valid',
    })
  },
}
