/** The server's doors to drafts, presence, versions and proposals, as functions; each answer is told apart from no answer. */
import type { Problem } from '../lint/problems.ts'
import type { Review } from '../../server/modeler/reviewed.ts'
import type { Base, Files } from '../workspace.ts'

export type Answer<T> = { ok: T } | { refused: { status: number; code: string; detail: string; issues: { pointer: string; message: string }[] } } | { away: true }

export interface Present { others: { name: string; self: boolean }[]; draft: { number: number; tab: string } | null; latest: string | null }

/** A version on the published line (server/publication/history.ts). */
export interface Version { revision: string; at: string; by: string; message: string; effectiveFrom: string | null }

/** One change between two states (server/modeler/compare.ts). */
export interface Compared { area: string; kind: 'added' | 'removed' | 'changed'; whole: boolean; file: string; place: string; sentence: string; short: string | null }

export class Server {
  constructor(private readonly matter: string, private readonly officer: string, private token: string) {}

  save(draft: { base: string | null; goesOn: string | null; files: Files; number: number; tab: string }): Promise<Answer<{ number: number }>> {
    return this.ask('PUT', 'draft', draft)
  }

  draft(): Promise<Answer<{ draft: { base: string | null; goesOn: string | null; files: Files; number: number; tab: string; savedAt: string } | null }>> {
    return this.ask('GET', 'draft')
  }

  drop(number: number): Promise<Answer<undefined>> {
    return this.ask('DELETE', 'draft', { number })
  }

  present(tab: string): Promise<Answer<Present>> {
    return this.ask('POST', 'presence', { tab })
  }

  /** Said while the page goes away, so nobody waits for the answer. */
  leave(tab: string): Promise<unknown> {
    return this.once('DELETE', 'presence', { tab }, { keepalive: true })
  }

  files(revision?: string): Promise<Answer<{ base: Base; files: Files }>> {
    return this.ask('GET', `files${revision ? `?revision=${revision}` : ''}`)
  }

  versions(): Promise<Answer<{ versions: Version[] }>> {
    return this.ask('GET', 'versions')
  }

  compare(before: Files, after: Files): Promise<Answer<{ changes: Compared[] }>> {
    return this.ask('POST', 'comparison', { before, after })
  }

  judge(files: Files): Promise<Answer<{ problems: Problem[] }>> {
    return this.ask('POST', 'judgement', { files })
  }

  /** @param wish `revises`: the returned proposal that it goes on with, and the commit it was drawn from */
  propose(wish: { base: string | null; files: Files; message: string; revises: { proposal: string; commit: string } | null }): Promise<Answer<{ id: string; href: string; commit: string; revision: number }>> {
    return this.ask('POST', 'proposals', wish)
  }

  review(): Promise<Answer<{ review: Review | null }>> {
    return this.ask('GET', 'review')
  }

  /** Tokens belong to a sign-in: after a new one, of the same person, the next is asked for and the call said again. */
  private async ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const answer = await this.once<T>(method, path, body)
    const expired = 'refused' in answer && answer.refused.code === 'form-expired'
    return expired && (await this.renewed()) ? this.once(method, path, body) : answer
  }

  private async renewed(): Promise<boolean> {
    const answer = await this.once<{ officer: string; token: string }>('GET', 'draft')
    if (!('ok' in answer) || answer.ok.officer !== this.officer) return false
    this.token = answer.ok.token
    return true
  }

  private async once<T>(method: string, path: string, body?: object, how: RequestInit = {}): Promise<Answer<T>> {
    const reply = await fetch(`/office/modeler/${this.matter}/${path}`, {
      ...how, method, headers: { accept: 'application/json', 'x-csrf-token': this.token, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(() => null)
    if (!reply) return { away: true }
    if (reply.status === 204) return { ok: undefined as T }
    const answer = (await reply.json().catch(() => null)) as Record<string, unknown> | null
    if (!answer || reply.status >= 500) return { away: true }
    if (reply.ok) return { ok: answer as T }
    return { refused: { status: reply.status, code: String(answer.code ?? ''), detail: String(answer.detail ?? answer.title ?? ''), issues: (answer.issues ?? answer.errors ?? []) as { pointer: string; message: string }[] } }
  }
}
