/** The guide's schema as a judge. A build for browsers puts code compiled beforehand in this file's place, since ajv makes code from text. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { guideSchema } from '../../../server/matters/guideSchema.ts'

const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: false })
addFormats.default(ajv)
export const fits = ajv.compile(guideSchema)
