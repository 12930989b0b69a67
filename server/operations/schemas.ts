/** Bodies of the operators' forms. Bounds stand here; that a reason is needed, and what the engine thinks of it, elsewhere. */

const reason = { type: 'string', maxLength: 2000 } as const
const key = { type: 'string', pattern: '^[0-9]{1,18}$' } as const
const count = { type: 'string', pattern: '^[1-9][0-9]?$' } as const

export const params = { type: 'object', properties: { engine: { enum: ['embedded', 'zeebe'] }, key } } as const

export const resolveBody = { type: 'object', properties: { reason, retries: count, back: key } } as const
export const retryBody = { type: 'object', required: ['retries'], properties: { reason, retries: count, back: key } } as const
export const cancelBody = { type: 'object', properties: { reason } } as const
export const variablesBody = { type: 'object', required: ['variables'], properties: { reason, variables: { type: 'string', maxLength: 20_000 }, local: { type: 'string' }, back: key } } as const
export const modifyBody = {
  type: 'object',
  properties: { reason, activate: { anyOf: [{ type: 'string', maxLength: 200 }, { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 200 } }] }, terminate: { anyOf: [key, { type: 'array', maxItems: 200, items: key }] } },
} as const
