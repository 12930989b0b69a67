/** matter.json has the shape of a guide: every mandatory field of the national list (domain A2) is there and filled, nothing is listed twice. The other rules stand on it. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { fits } from './support/guideJudge.ts'

/** A guide that somebody only began lacks a few dozen places; a file that is no guide at all would say thousands. */
const MOST = 100

export default bundleRule('guide-is-complete', 'error', ({ bundle }) => {
  if (fits(bundle.matter)) return []
  return (fits.errors ?? []).slice(0, MOST).map(({ instancePath, keyword, params, message }) => {
    if (keyword === 'uniqueItems') return twice(bundle.matter, instancePath, params as { i: number; j: number })
    const missing = keyword === 'required' ? `/${String((params as { missingProperty: string }).missingProperty)}` : ''
    const extra = keyword === 'additionalProperties' ? ` ("${String((params as { additionalProperty: string }).additionalProperty)}")` : ''
    return finding(GUIDE, `${instancePath}${missing}` || '/', say`${instancePath || say`The guide`}: ${message ?? ''}${extra}. Fill it in after the list of the national data structure.`)
  })
})

/** @param path of the list. The finding stands on the later of the two. */
function twice(guide: unknown, path: string, { i, j }: { i: number; j: number }) {
  const [first, later] = [Math.min(i, j), Math.max(i, j)]
  const entry = path.split('/').slice(1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], guide) as unknown[]
  return finding(GUIDE, `${path}/${later}`, say`${path}: "${String(entry[later])}" stands at ${first + 1} and again at ${later + 1}. Keep one of them.`)
}
