/** Shapes of what the modeler's addresses are asked. */
export const params = { type: 'object', properties: { matter: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' } } } as const

/** The files of one matter: as many and as large as publication reads, by the names that modeler/workspace.ts uses. */
export const files = {
  type: 'object',
  maxProperties: 200,
  propertyNames: { pattern: '^(process\\.bpmn|matter\\.json|forms/[A-Za-z][A-Za-z0-9-]{0,63}\\.schema\\.json|letters/[a-z][a-z0-9-]{0,63}\\.hbs|scenarios/[A-Za-z0-9][A-Za-z0-9-]{0,99}\\.yaml)$' },
  additionalProperties: { type: 'string', maxLength: 1_048_576 },
} as const

export const filesBody = { type: 'object', required: ['files'], properties: { files } } as const

const text = { type: 'string', maxLength: 100 } as const

/** One draft looked at: `modeler/preview.ts` says what each part means. */
export const previewBody = {
  type: 'object', required: ['files', 'what'],
  properties: {
    files, what: { enum: ['guide', 'manual', 'slip', 'form', 'letter'] }, name: text, as: { enum: ['applicant', 'officer'] }, judge: { type: 'boolean' }, told: { enum: ['full', 'bare'] },
    answers: { type: 'object', maxProperties: 2000, additionalProperties: { anyOf: [{ type: 'string', maxLength: 20_000 }, { type: 'array', maxItems: 500, items: { type: 'string', maxLength: 2000 } }] } },
  },
} as const
