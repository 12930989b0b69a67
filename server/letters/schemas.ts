/** Shapes of what the letter room is sent. */
import { WAYS, type Way } from './ways.ts'

export const keyParams = { type: 'object', required: ['key'], properties: { key: { type: 'string', pattern: '^[0-9a-f]{32}$' } } } as const

const line = { type: 'string', maxLength: 200 } as const

export const serviceBody = {
  type: 'object',
  required: ['way', 'outcome'],
  properties: {
    _csrf: { type: 'string' },
    way: { enum: Object.keys(WAYS) },
    outcome: { enum: ['served', 'failed'] },
    receiver: line,
    address: line,
    evidence: line,
    reason: line,
    at: { type: 'string', pattern: '^$|^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d$' },
  },
} as const

export interface ServiceForm { way: Way; outcome: 'served' | 'failed'; receiver?: string; address?: string; evidence?: string; reason?: string; at?: string }
