/**
 * The frame round every page: navigation, the signed-in person, switches of language and elder mode.
 * Rooms add their entries with `navigate`; which of them a reader sees is asked at each request.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withWish } from './reader.ts'

/** `tool`: one program over the whole window, with a frame of its own. */
export type Layout = 'public' | 'office' | 'print' | 'tool' | 'bare'

export interface NavigationEntry {
  area: 'public' | 'office'
  href: string
  /** Message key. */
  text: string
  /** Name of an icon. */
  icon: string
  /** Small numbers first. */
  order: number
  /** Shown only to those it says yes to; default everybody of the area. */
  visible?: (request: FastifyRequest) => boolean
  /** The work of those who see it lies here: where sign-in leads, the first of them when there are several. */
  home?: boolean
  /** How many things wait behind it; asked once before a page is made, shown when it is more than none. */
  waiting?: (request: FastifyRequest) => Promise<{ count: number; label: string }>
}

const entries = new WeakMap<object, NavigationEntry[]>()

/** Adds an entry to the head (public) or the side (office) of every page of this server. */
export function navigate(app: FastifyInstance, entry: NavigationEntry): void {
  const list = entries.get(app.server) ?? []
  list.push(entry)
  entries.set(app.server, list.sort((a, b) => a.order - b.order))
}

/** Where sign-in leads an officer: to their work, else to the first entry they see. */
export function firstOfficePage(request: FastifyRequest): string | undefined {
  const seen = visible(request, 'office')
  return (seen.find(({ home }) => home) ?? seen[0])?.href
}

const counted = new WeakMap<FastifyRequest, Map<NavigationEntry, { count: number; label: string }>>()

/** Before the handlers of the office's pages: layouts are made in one go and cannot wait for a database. */
export async function countWaiting(request: FastifyRequest): Promise<void> {
  if (!request.signedIn || !/^\/office(\/|\?|$)/.test(request.url)) return
  const found = new Map<NavigationEntry, { count: number; label: string }>()
  for (const entry of visible(request, 'office')) if (entry.waiting) found.set(entry, await entry.waiting(request))
  counted.set(request, found)
}

export function frame(request: FastifyRequest, reply: FastifyReply, layout: Layout): Record<string, unknown> {
  const path = request.url.split('?')[0]!
  const area = layout === 'office' ? 'office' : 'public'
  return {
    signedIn: request.signedIn,
    formToken: request.signedIn ? request.formToken(reply) : null,
    navigation: visible(request, area).map((entry) => ({ ...entry, current: isCurrent(path, entry.href), waiting: counted.get(request)?.get(entry) ?? null })),
    english: request.reader.locale === 'en',
    languageHref: withWish(request.url, 'lang', request.reader.locale === 'en' ? 'zh' : 'en'),
    elderHref: withWish(request.url, 'elder', request.reader.elder ? '0' : '1'),
  }
}

function visible(request: FastifyRequest, area: 'public' | 'office'): NavigationEntry[] {
  const all = entries.get(request.server.server) ?? []
  return all.filter((entry) => entry.area === area && (entry.visible?.(request) ?? true))
}

function isCurrent(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
}
