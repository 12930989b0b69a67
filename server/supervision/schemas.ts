/** Bodies of supervision's forms. Bounds stand here, rights and law in grants.ts. */

const reason = { type: 'string', minLength: 1, maxLength: 500 } as const

export const reasonBody = { type: 'object', required: ['reason'], properties: { reason } } as const

export const extensionBody = {
  type: 'object', required: ['amount', 'reason'],
  properties: { reason, amount: { type: 'string', pattern: '^\\d{1,3}(\\.5)?$' } },
} as const
