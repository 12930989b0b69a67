/**
 * The tabs of a case page. Rooms contribute them as data (listed in app.ts), so the page knows no room above it.
 * Only the tab that is open is loaded.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { MatterVersion } from '../matters/types.ts'
import type { Officer } from '../people/service.ts'
import type { Case } from './case.ts'

export interface CaseView {
  case: Case
  version: MatterVersion
  /** Who looks; null for the applicant on the public page. */
  officer: Officer | null
}

/** `text` is a message key. */
export interface CaseMark { tone: 'info' | 'soon' | 'warn' | 'danger'; text: string; icon?: string }

export interface CasePanel {
  /** Part of the address: ?tab=materials */
  id: string
  /** Message key of the tab's name. */
  title: string
  /** Small numbers first. */
  order: number
  /** False hides the tab, for instance the joint board of a matter without co-departments. */
  shown?(ctx: Context, view: CaseView): Promise<boolean>
  /** What the head of the page says whichever tab is open, linked to this tab: something that waits for somebody. */
  marks?(ctx: Context, view: CaseView): Promise<CaseMark[]>
  /** The tab's content as trusted HTML, made by web's `render`. */
  html(ctx: Context, view: CaseView, request: FastifyRequest, reply: FastifyReply): Promise<string>
}
