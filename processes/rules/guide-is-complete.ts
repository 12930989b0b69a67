/** matter.json has the shape of a guide: every mandatory field of the national list (domain A2) is there and filled. The other rules stand on it. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { guideSchema } from '../../server/matters/guideSchema.ts'
import { bundleRule, finding } from './rule.ts'
import { GUIDE } from './subject.ts'

const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: false })
addFormats.default(ajv)
const fits = ajv.compile(guideSchema)

export default bundleRule('guide-is-complete', 'error', ({ bundle }) => {
  if (fits(bundle.matter)) return []
  return (fits.errors ?? []).slice(0, 20).map(({ instancePath, keyword, params, message }) => {
    const missing = keyword === 'required' ? `/${String((params as { missingProperty: string }).missingProperty)}` : ''
    const extra = keyword === 'additionalProperties' ? ` ("${String((params as { additionalProperty: string }).additionalProperty)}")` : ''
    return finding(GUIDE, `${instancePath}${missing}` || '/', `${instancePath || 'The guide'}: ${message}${extra}. Fill it in after the list of the national data structure.`)
  })
})
