/** Shapes of the requests of this room. */
const reason = { type: 'string', minLength: 2, maxLength: 500 }

export const reasonBody = { type: 'object', properties: { reason }, required: ['reason'] } as const

export const additionBody = {
  type: 'object',
  properties: {
    body: { type: 'string', minLength: 1, maxLength: 64 },
    days: { type: 'string', pattern: '^(|[0-9]{1,2}(\\.5)?)$' },
    materials: { anyOf: [{ type: 'string', maxLength: 64 }, { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 64 } }] },
    reason,
  },
  required: ['body', 'reason'],
} as const
