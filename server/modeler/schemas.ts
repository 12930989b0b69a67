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
