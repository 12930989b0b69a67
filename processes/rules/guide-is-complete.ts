/** matter.json has the shape of a guide: every mandatory field of the national list (domain A2) is there and filled. The other rules stand on it. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { fits } from './support/guideJudge.ts'

export default bundleRule('guide-is-complete', 'error', ({ bundle }) => {
  if (fits(bundle.matter)) return []
  return (fits.errors ?? []).slice(0, 20).map(({ instancePath, keyword, params, message }) => {
    const missing = keyword === 'required' ? `/${String((params as { missingProperty: string }).missingProperty)}` : ''
    const extra = keyword === 'additionalProperties' ? ` ("${String((params as { additionalProperty: string }).additionalProperty)}")` : ''
    return finding(GUIDE, `${instancePath}${missing}` || '/', say`${instancePath || say`The guide`}: ${message ?? ''}${extra}. Fill it in after the list of the national data structure.`)
  })
})
