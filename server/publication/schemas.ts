/** Shapes of what is sent to this room. Whether it makes a matter, and who may, is judged by the verbs. */
const text = (maxLength: number) => ({ type: 'string', maxLength }) as const
const count = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const
const matter = { type: 'string', pattern: '^[a-z][a-z0-9-]{1,63}$' } as const
const revision = { type: 'string', pattern: '^[0-9a-f]{40}$' } as const
const files = { type: 'object', maxProperties: 200, additionalProperties: { type: 'string', maxLength: 1_100_000 } } as const
const object = (properties: Record<string, unknown>, required: string[] = []) => ({ type: 'object', additionalProperties: false, properties, required }) as const

export const key = { type: 'object', properties: { key: { type: 'string', pattern: '^[0-9]{1,18}$' } }, required: ['key'] } as const
/** What is no code or number is simply not found. */
export const code = { type: 'object', properties: { code: text(64) }, required: ['code'] } as const
export const id = { type: 'object', properties: { id: text(18) }, required: ['id'] } as const
export const filesQuery = { type: 'object', properties: { revision } } as const

/** A whole bundle of texts: far above what a page sends. */
export const FILES_LIMIT_BYTES = 6 * 1024 * 1024

export const proposeBody = object({ matter, base: { anyOf: [revision, { type: 'null' }] }, files, message: text(4000), proposalKey: { type: 'string', pattern: '^[0-9]{1,18}$' } }, ['matter', 'base', 'files', 'message'])
export const checkBody = object({ matter, files }, ['matter', 'files'])
export const searchBody = object({
  filter: object({ matter, states: { type: 'array', maxItems: 6, items: { enum: ['proposed', 'returned', 'signed', 'publishing', 'published', 'withdrawn'] } } }),
  page: object({ limit: { type: 'integer', minimum: 1, maximum: 200 } }),
})
export const signBody = object({ revision: count, remarks: text(8000) }, ['revision'])
export const returnBody = object({ revision: count, remarks: text(8000) }, ['revision', 'remarks'])
export const publishBody = object({ effectiveFrom: text(20) }, ['effectiveFrom'])
export const reasonBody = object({ reason: text(4000) }, ['reason'])

/** Bodies of the pages' forms: everything is text there. */
export const judgeForm = { type: 'object', required: ['revision'], properties: { revision: { type: 'string', pattern: '^[0-9]{1,6}$' }, remarks: text(8000) } } as const
const signed = { type: 'string', pattern: '^[0-9]{1,18}:[0-9]{1,6}$' } as const
export const togetherForm = { type: 'object', properties: { proposals: { anyOf: [signed, { type: 'array', maxItems: 1000, items: signed }] }, remarks: text(8000) } } as const
export const publishForm = { type: 'object', required: ['effectiveFrom'], properties: { effectiveFrom: text(20) } } as const
export const reasonForm = { type: 'object', required: ['reason'], properties: { reason: text(4000), version: { type: 'string', pattern: '^[0-9]{1,18}$' } } } as const
export const lawForm = { type: 'object', required: ['law', 'summary', 'inForceOn', 'article'], properties: { law: text(200), article: text(60), summary: text(4000), inForceOn: text(20) } } as const
export const lawCaseForm = { type: 'object', required: ['caseId', 'decision', 'remarks'], properties: { caseId: { type: 'string', pattern: '^[0-9]{1,18}$' }, decision: { enum: ['as-accepted', 'new-law', 'ask-applicant'] }, remarks: text(4000) } } as const
const key18 = { type: 'string', pattern: '^[0-9]{1,18}$' } as const
export const migrationForm = { type: 'object', required: ['to', 'reason'], properties: { to: key18, reason: text(4000), caseIds: { anyOf: [key18, { type: 'array', maxItems: 50, items: key18 }] } } } as const
