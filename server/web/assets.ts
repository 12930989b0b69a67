/**
 * The browser's files: built beforehand by scripts/assets.mjs into .build/assets with content hashes in their names, so they
 * may be kept for ever. Only names of the manifest are served, from a map; no path of the request ever touches the disk.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'

const folder = fileURLToPath(new URL('../../.build/assets/', import.meta.url))

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.json': 'application/json',
}

/**
 * The one program that makes code from text: the player of scenarios compiles forms with ajv. It runs as a worker, which follows the policy
 * of its own answer and not of the page that starts it, so every page stays strict; it may load and reach nothing.
 */
export const COMPILING_WORKER = 'modeler/player.js'
const WORKER_POLICY = "default-src 'none';script-src 'unsafe-eval'"

interface Manifest {
  /** logical name (`web/app.css`, `cases/diagram.js`) -> file name with its hash */
  names: Record<string, string>
  files: string[]
  /** name of an icon -> its shapes as markup */
  icons: Record<string, string>
}

const manifest = readManifest()
const served = new Set(manifest.files)

/**
 * The address of a built file by its logical name: `asset('web/app.css')` -> `/assets/web/app.3f2a….css`.
 * A name ending in `/` is a copied folder (cmaps of pdf.js): the address of the folder.
 */
export function asset(name: string): string {
  return `/assets/${manifest.names[name] ?? `not-built/${name}`}`
}

/** The shapes of an icon for an inline svg; empty when the assets were built before the icon was first named. */
export function iconShapes(name: string): string {
  return manifest.icons[name] ?? ''
}

export function serveAssets(app: FastifyInstance): void {
  app.get('/assets/*', { config: { access: 'public' } }, async (request, reply) => {
    const name = (request.params as { '*': string })['*']
    if (!served.has(name)) throw refuse('not-found')
    const packed = encodingOf(request, name)
    if (packed) reply.header('content-encoding', packed.encoding)
    if (name === manifest.names[COMPILING_WORKER]) reply.header('content-security-policy', WORKER_POLICY)
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
      .type(TYPES[extname(name)] ?? 'application/octet-stream')
      .send(createReadStream(folder + name + (packed?.suffix ?? '')))
  })
}

function encodingOf(request: FastifyRequest, name: string): { encoding: string; suffix: string } | null {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  if (/\bbr\b/.test(accepted) && served.has(`${name}.br`)) return { encoding: 'br', suffix: '.br' }
  if (/\bgzip\b/.test(accepted) && served.has(`${name}.gz`)) return { encoding: 'gzip', suffix: '.gz' }
  return null
}

function readManifest(): Manifest {
  const file = `${folder}manifest.json`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : { names: {}, files: [], icons: {} }
}
