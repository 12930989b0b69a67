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

export const recordParams = { type: 'object', required: ['key', 'attempt'], properties: { ...keyParams.properties, attempt: { type: 'string', pattern: '^[1-9]\\d{0,3}$' } } } as const

const { outcome: _stays, at, ...corrected } = serviceBody.properties

export const correctionBody = {
  type: 'object',
  required: ['way', 'at', 'why'],
  properties: { ...corrected, at: { ...at, pattern: at.pattern.replace('^$|', '') }, why: { type: 'string', minLength: 2, maxLength: 200 } },
} as const

export interface CorrectionForm { way: Way; at: string; why: string; receiver?: string; address?: string; evidence?: string; reason?: string }

export interface ServiceForm { way: Way; outcome: 'served' | 'failed'; receiver?: string; address?: string; evidence?: string; reason?: string; at?: string }

/** RFC 3339, as the interface writes times. */
const instant = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,3})?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$' } as const
const { _csrf: _pages, ...recorded } = serviceBody.properties
const { outcome: _kept, ...again } = recorded

/** The same two from a program. */
export const serviceRecord = { type: 'object', additionalProperties: false, required: ['way', 'outcome'], properties: { ...recorded, at: instant } } as const
export const correctionRecord = { type: 'object', additionalProperties: false, required: ['way', 'at', 'why'], properties: { ...again, at: instant, why: correctionBody.properties.why } } as const
