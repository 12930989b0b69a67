/** Shapes of what the modeler's addresses are asked. */
import { SOURCES } from '../matters/service.ts'

export const params = { type: 'object', properties: { matter: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' } } } as const

/** A whole matter's texts: as much as publication takes. */
export const FILES_LIMIT_BYTES = 6 * 1024 * 1024

/** As many and as large as publication reads, by the names that modeler/workspace.ts uses; what they are is judged elsewhere. */
const files = {
  type: 'object',
  maxProperties: 200,
  propertyNames: { pattern: '^(process\\.bpmn|matter\\.json|(forms|letters|tables|scenarios)/[\\w.-]{1,120})$' },
  additionalProperties: { type: 'string', maxLength: 4_194_304 },
} as const
const revision = { type: 'string', pattern: '^[0-9a-f]{40}$' } as const
const base = { anyOf: [revision, { type: 'null' }] } as const
const tab = { type: 'string', pattern: '^[\\w-]{8,40}$' } as const
const number = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const

function body(properties: Record<string, object>): object {
  return { type: 'object', required: Object.keys(properties), properties }
}

export const revisionQuery = { type: 'object', properties: { revision } } as const
export const filesBody = body({ files })
export const comparisonBody = body({ before: files, after: files })
/** `goesOn` may be left out: a page opened before the server knew of it. */
export const draftBody = { type: 'object', required: ['base', 'files', 'number', 'tab'], properties: { base, files, number, tab, goesOn: base } } as const
export const dropBody = body({ number })
export const presenceBody = body({ tab })
const revises = { anyOf: [{ type: 'object', required: ['proposal', 'commit'], properties: { proposal: { type: 'string', pattern: '^\\d{1,18}$' }, commit: revision } }, { type: 'null' }] } as const
export const proposalBody = { type: 'object', required: ['base', 'files', 'message'], properties: { base, files, message: { type: 'string', maxLength: 4000 }, revises } } as const

/** A form that was left empty comes as ''; what fits is said by beginning.ts. */
const line = { type: 'string', maxLength: 200, default: '' } as const
export const beginningForm = { type: 'object', properties: { code: line, name: line, body: line, uscc: line, source: { enum: [...SOURCES], default: 'template' } } } as const

const text = { type: 'string', maxLength: 100 } as const

/** One draft looked at: `modeler/preview.ts` says what each part means. */
export const previewBody = {
  type: 'object', required: ['files', 'what'],
  properties: {
    files, what: { enum: ['guide', 'manual', 'slip', 'form', 'letter'] }, name: text, as: { enum: ['applicant', 'officer'] }, judge: { type: 'boolean' }, told: { enum: ['full', 'bare'] }, step: text, bare: { type: 'boolean' }, data: { type: 'object' },
    answers: { type: 'object', maxProperties: 2000, additionalProperties: { anyOf: [{ type: 'string', maxLength: 20_000 }, { type: 'array', maxItems: 500, items: { type: 'string', maxLength: 2000 } }] } },
  },
} as const
