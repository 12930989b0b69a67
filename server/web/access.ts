/**
 * Authorisation as data: every route says who may use it, and the table of all routes can be read by the matrix test.
 * A route without `config.access` stops the start; who a request belongs to is decided in people/guard.ts.
 */
import type { FastifyInstance } from 'fastify'
import type { Access } from './http.ts'

export interface RouteRow {
  method: string
  url: string
  access: Access
}

const tables = new WeakMap<FastifyInstance, RouteRow[]>()
const KNOWN: readonly Access[] = ['public', 'officer', 'operator', 'analyst', 'publication', 'applicant-case']

/** Watches the routes of this server as they are added. Call before any room is registered. */
export function recordRoutes(app: FastifyInstance): void {
  const table: RouteRow[] = []
  tables.set(app, table)
  app.addHook('onRoute', (route) => {
    const access = route.config?.access
    const methods = [route.method].flat()
    if (!access || !KNOWN.includes(access)) {
      throw new Error(`The route ${methods.join('|')} ${route.url} does not say who may use it. Give it config: { access: ${KNOWN.map((name) => `'${name}'`).join(' | ')} }.`)
    }
    for (const method of methods) table.push({ method, url: route.url, access })
  })
}

/** All routes, sorted by address: `{ method, url, access }`. */
export function routeTable(app: FastifyInstance): RouteRow[] {
  const table = tables.get(app) ?? []
  return [...table].sort((a, b) => a.url.localeCompare(b.url) || a.method.localeCompare(b.method))
}
