/** What the server puts into the modeler's page (server/modeler/routes.ts). */
import type { Review } from '../server/modeler/reviewed.ts'
import type { Base, Files } from './workspace.ts'

export interface PageModel {
  matter: { code: string; name: string; base: Base; files: Files }
  place: {
    bodies: { id: string; name: string }[]
    /** `zhujian/window` with its name, and the logins of who holds it. */
    groups: { id: string; name: string; holders: string[] }[]
    /** Common parts of forms by file name. */
    shared: Record<string, object>
  }
  /** What this person was drawing when they left. */
  draft: { base: string | null; goesOn: string | null; files: Files; number: number; tab: string; savedAt: string } | null
  /** Legal review returned what was proposed last. */
  review: Review | null
  me: { id: string; name: string }
  locale: 'zh-CN' | 'en'
  /** Form token that every changing request carries in `x-csrf-token`. */
  token: string
  /** Address of the style of dmn-js. */
  tablesStyle: string
  /** Address of the worker that runs the rules. */
  worker: string
  /** Address of the worker that plays scenarios: its own answer allows what ajv needs, this page's does not. */
  player: string
}

export function readPage(): PageModel {
  return JSON.parse(document.getElementById('modeler-model')!.textContent!) as PageModel
}
