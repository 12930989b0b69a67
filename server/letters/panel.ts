/** The tab “letters” of a case page: each letter with its state, how it was served, and for officers the form to record an attempt. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { civilTime } from '../deadlines/shanghai.ts'
import { bodiesOf, type Officer } from '../people/service.ts'
import { render } from '../web/views.ts'
import { correctable } from './correcting.ts'
import { isTheApplicantsOwn, rulesOf } from './kinds.ts'
import { lettersSeen, type Ports } from './routes.ts'
import { ofCase, type CaseLetter } from './service.ts'
import { standing } from './store.ts'
import { nextWay, type Way } from './ways.ts'

interface PanelView { case: { id: string }; officer: Officer | null }

const TONES = { ready: 'ok', waiting: 'info', flagged: 'danger' } as const

export const panels = (ports: Pick<Ports, 'onLeadSide'>) => [{
  id: 'letters', title: 'letters.tab', order: 60,
  html: async (ctx: Context, view: PanelView, request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const all = await ofCase(ctx.db, view.case.id)
    const letters = all.filter(await lettersSeen(ctx.db, ports, view.officer, view.case.id))
    return render(request, reply, 'letters/list', { hidden: all.length - letters.length, letters: letters.map((letter) => row(letter, view.officer, ctx.now())) })
  },
}]

function row(letter: CaseLetter, officer: Officer | null, now: Date): object {
  const ours = officer !== null && bodiesOf(officer).includes(letter.bodyId)
  const failed = standing(letter.services).filter(({ outcome }) => outcome === 'failed').map(({ way }) => way)
  const owed = rulesOf(letter.kind).served && letter.servedAt === null
  return {
    ...letter,
    pdfHash: officer && isTheApplicantsOwn(letter.kind) ? null : letter.pdfHash,
    tone: TONES[letter.state],
    base: `${officer ? '/office' : '/follow'}/letters/${letter.key}`,
    owed,
    announced: letter.servedAt !== null && letter.servedAt > now,
    recordable: ours && owed && letter.state !== 'flagged',
    again: ours && letter.state === 'flagged',
    ways: choices(letter.electronicConsent, nextWay(failed, letter.electronicConsent)),
    services: letter.services.map((service) => ({
      ...service, letter: letter.key, correctable: ours && correctable(service), localAt: civilTime(service.at).slice(0, 16).replace(' ', 'T'), failed: service.outcome === 'failed', ways: choices(false, service.way),
    })),
  }
}

const ORDER: Way[] = ['electronic', 'direct', 'lien', 'post', 'entrusted', 'announcement']

function choices(consent: boolean, next: Way | null): { way: Way; selected: boolean }[] {
  return ORDER.filter((way) => way !== 'electronic' || consent).map((way) => ({ way, selected: way === next }))
}
