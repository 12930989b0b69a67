/**
 * Puts a freshly built folder of assets in the place of the one before. Files of earlier builds stay beside the new ones for a while: their
 * names carry their content's hash, and a server that started before the build, or a page that is still open, goes on asking for them.
 */
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Longer than a server runs between two updates, and than a page stays open. */
const KEPT_MS = 90 * 24 * 3_600_000

/**
 * @param {string} work the built folder, without its manifest; gone afterwards
 * @param {string} out where assets are served from
 * @param {{ files: string[] }} manifest of the new build
 * @param {number} now milliseconds
 */
export function publish(work, out, manifest, now) {
  const retired = retiredBy(out, manifest, now)
  for (const { files } of retired) for (const file of files) keep(join(out, file), join(work, file))
  writeFileSync(join(work, 'manifest.json'), JSON.stringify({ ...manifest, retired }, null, 1))
  // a rename, so that a server that starts meanwhile sees the old folder or the new one, never half of one
  const old = `${out}.old-${process.pid}`
  if (existsSync(out)) renameSync(out, old)
  renameSync(work, out)
  rmSync(old, { recursive: true, force: true })
}

/** What earlier builds had and this one has not, with the moment it was replaced; each file once. */
function retiredBy(out, manifest, now) {
  const before = manifestOf(out)
  if (before === null) return []
  const known = new Set(manifest.files)
  const fresh = ({ files, at }) => ({ at, files: files.filter((file) => !known.has(file) && known.add(file)) })
  return [{ at: now, files: before.files }, ...(before.retired ?? [])].filter(({ at }) => now - at < KEPT_MS).map(fresh).filter(({ files }) => files.length > 0)
}

export function manifestOf(out) {
  const file = join(out, 'manifest.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

function keep(from, to) {
  if (!existsSync(from)) return
  mkdirSync(dirname(to), { recursive: true })
  linkSync(from, to)
}
