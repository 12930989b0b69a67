/** The tab "期限" of a case page: every limit with its proof, what moved it, and the acts that may move it. */
import type { CasePanel, CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import { account, type Account } from '../deadlines/service.ts'
import { proofView, type ProofView } from '../deadlines/proofView.ts'
import { greenWish, type GreenWish } from '../intake/service.ts'
import * as tasks from '../tasks/service.ts'
import { render } from '../web/views.ts'
import { grantable } from './grants.ts'

export const clockPanel: CasePanel = {
  id: 'clock', title: 'supervision.tab.clock', order: 60,
  shown: async (ctx, view) => (await account(ctx.db, ctx, view.case.id)).limits.length > 0,
  marks: async (ctx, view) => {
    const wish = await waitingWish(ctx, view)
    return wish ? [{ tone: 'warn', icon: 'bolt', text: wish.byRule ? 'supervision.greenAsked.markByRule' : 'supervision.greenAsked.mark' }] : []
  },
  html: async (ctx, view, request, reply) => {
    const found = await account(ctx.db, ctx, view.case.id)
    const all = await proofs(ctx, view, found)
    return render(request, reply, 'supervision/clock', {
      case: view.case, proofs: all.filter(isCaseWide), others: all.filter((proof) => !isCaseWide(proof)), pauses: found.pauses, missingYear: found.missingYear,
      greens: found.greens, wish: await waitingWish(ctx, view), extension: found.extension,
      may: view.officer ? grantable(view.version.bundle.matter, view.officer, view.case, found) : null,
    })
  },
}

/** What puts the green channel forward, the applicant's wish or the matter's rule, while nobody has answered it; only for the office. */
async function waitingWish(ctx: Context, { case: file, version, officer }: CaseView): Promise<GreenWish | null> {
  if (officer === null || file.green || file.decidedAt !== null || file.closedAt !== null) return null
  const wish = await greenWish(ctx.db, file, version.bundle.matter)
  if (!wish) return null
  const { greens } = await account(ctx.db, ctx, file.id)
  return greens.length === 0 ? wish : null
}

export const panels: CasePanel[] = [clockPanel]

/** The clocks the law and the promise set on the case; steps and pauses stand behind a fold. */
function isCaseWide(proof: ProofView): boolean {
  return proof.step === null && proof.kind !== 'pause'
}

/** The case's own limits first (statutory, promised …), then those of its steps in their order. */
export async function proofs(ctx: Context, view: Pick<CaseView, 'case' | 'version'>, found: Account): Promise<ProofView[]> {
  const steps = new Map((await tasks.ofCase(ctx.db, view.case.id)).map((task) => [task.id, task]))
  const byLetter = new Set(view.version.steps.filter(({ headers }) => headers.asks !== undefined).map(({ elementId }) => elementId))
  const { limits } = view.version.bundle.matter
  const moments = { ...view.case, from: { statutory: limits.statutory.from, promised: limits.promised.from } }
  const names = new Map(found.pauses.map((pause) => [pause.kind, pause.name]))
  return [...found.limits]
    .sort((a, b) => Number(a.taskId !== null) - Number(b.taskId !== null))
    .map((limit) => {
      const step = limit.taskId === null ? undefined : steps.get(limit.taskId)
      return proofView(limit, names, step?.name ?? null, { ...moments, asked: step !== undefined && byLetter.has(step.elementId) })
    })
}
