/**
 * The shape of matter.json as JSON Schema: every mandatory field of the national list (domain A2) must be there and filled.
 * What the values mean together is judged by processes/rules.
 */
const text = { type: 'string', minLength: 1, maxLength: 4000 }
const texts = { type: 'array', items: text, maxItems: 200, uniqueItems: true }
const some = { ...texts, minItems: 1 }
const amount = { amount: { type: 'number', exclusiveMinimum: 0, maximum: 3660 }, unit: { enum: ['wd', 'd', 'h', 'min'] } }
const rank = { enum: ['law', 'regulation', 'local', 'rule', 'document'] }

function object(properties: Record<string, unknown>, optional: string[] = []): object {
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)), additionalProperties: false }
}

function listOf(items: object, minItems = 0): object {
  return { type: 'array', items, minItems, maxItems: 500 }
}

function orNull(schema: object): object {
  return { anyOf: [{ type: 'null' }, schema] }
}

const answers = { type: 'array', items: { type: ['string', 'boolean'] }, minItems: 1, maxItems: 50 }
const names = { type: 'object', additionalProperties: text }
const situation = { field: text, in: answers }

export const guideSchema = object({
  code: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,63}$' },
  catalogCode: { type: 'string', pattern: '^[0-9]{6}[0-9Y]{6}$' },
  implementCode: { type: 'string', minLength: 31, maxLength: 31 },
  localTaskCode: text,
  name: text,
  sample: { type: 'boolean' },
  body: text,
  deptType: { enum: ['statutory', 'authorised', 'entrusted'] },
  entrustName: text,
  division: { type: 'string', pattern: '^[0-9]{6}$' },
  kind: { enum: ['instant', 'promise'] },
  type: { enum: ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '20'] },
  depth: { type: 'integer', minimum: 1, maximum: 8 },
  level: { type: 'integer', minimum: 1, maximum: 6 },
  powerSource: text,
  visits: { type: 'integer', minimum: 0, maximum: 9 },
  visitExplain: text,
  area: text,
  channels: { type: 'array', items: { enum: ['window', 'online', 'express'] }, minItems: 1, maxItems: 3, uniqueItems: true },
  legalBasis: listOf(object({ law: text, article: text, text, rank }, ['text']), 1),
  conditions: some,
  subjects: { type: 'array', items: { enum: ['1', '2', '3', '4', '5', '6', '9'] }, minItems: 1, maxItems: 7, uniqueItems: true },
  agency: object({ rule: text, law: text, item: text }),
  applicants: { enum: ['taiwan'] },
  quantity: text,
  intermediary: text,
  materials: listOf(object({
    code: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,63}$' },
    name: text,
    need: { enum: ['required', 'optional', 'tolerant'] },
    original: { type: 'integer', minimum: 0, maximum: 99 },
    copies: { type: 'integer', minimum: 0, maximum: 99 },
    format: { enum: ['paper', 'electronic', 'both'] },
    materialType: { enum: ['1', '2', '3'] },
    source: { enum: ['applicant', 'government', 'other'] },
    sourceExplain: text, basis: text, acceptStandard: text, share: text, onlyFor: some, fillExplain: text, form: text, sample: { type: 'boolean' },
    when: object(situation), later: object({ step: text, ...situation }, ['field', 'in']),
  }, ['materialType', 'sourceExplain', 'share', 'onlyFor', 'fillExplain', 'form', 'sample', 'when', 'later'])),
  limits: object({
    statutory: object({ ...amount, from: { enum: ['application', 'acceptance'] }, law: text, unitSource: text, rank, atOnce: { type: 'boolean' } }, ['unitSource', 'atOnce']),
    promised: object({ ...amount, from: { enum: ['application', 'acceptance'] }, source: text, situations: listOf(object({ ...situation, ...amount }), 1), olderThanHalf: { type: 'boolean' }, hall: object(amount) }, ['situations', 'olderThanHalf', 'hall']),
    acceptance: object({ ...amount, law: text, silence: { enum: ['accepted', 'person'] } }),
    delivery: object({ ...amount, law: text }),
  }, ['acceptance', 'delivery']),
  pauses: listOf(object({ kind: text, name: text, law: text, planned: object(amount), charged: { type: 'boolean' }, chargeBasis: text, inside: { type: 'boolean' } }, ['chargeBasis'])),
  extension: orNull(object({ ...amount, by: text, law: text })),
  green: orNull(object({ by: text, rule: text, projects: texts, source: text, when: object(situation) }, ['when'])),
  tolerant: orNull(object({ promise: object(amount), rule: text })),
  fees: listOf(object({ name: text, standard: text, law: { type: 'string' }, reducible: { type: 'boolean' }, explain: text, rate: object({ yuan: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000 }, fields: some }) }, ['explain', 'rate'])),
  isPayOnline: { type: 'boolean' },
  result: object({
    type: { enum: ['10', '20', '30'] }, kind: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,63}$' }, name: text, numberPattern: text,
    validity: object({ period: orNull({ type: 'string', pattern: '^P[0-9YMD]+$' }), field: text, most: { type: 'string', pattern: '^P[0-9YMD]+$' }, law: text, until: text }, ['field', 'most', 'law', 'until']),
    scope: texts, explain: text,
  }, ['explain']),
  steps: listOf(object({ element: text, name: text, who: text, limit: text, standard: text, result: text, when: object(situation) }, ['when']), 1),
  places: listOf(object({ name: text, address: text, hours: text, phone: text }), 1),
  isEntryCenter: { type: 'boolean' },
  supervision: object({ phone: text, address: text }, ['address']),
  consultation: object({ phone: text }),
  remedies: object({
    review: object({ body: text, days: { type: 'integer', minimum: 1, maximum: 3660 } }),
    court: object({ name: text, months: { type: 'integer', minimum: 1, maximum: 120 } }),
  }),
  faq: listOf(object({ question: text, answer: text })),
  review: orNull(object({ by: text, at: { type: 'string', format: 'date' }, remarks: { type: 'string', maxLength: 4000 } })),
  effectiveFrom: orNull({ type: 'string', format: 'date' }),
  topics: texts,
  keywords: texts,
  children: listOf(object({
    matter: text, data: names, fixed: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } }, materials: names, accepted: { enum: ['together', 'itself'] },
  }, ['fixed'])),
  stages: object({ field: text, order: { ...texts, minItems: 2 }, law: text }),
  form: text,
}, ['entrustName', 'localTaskCode', 'visitExplain', 'agency', 'applicants', 'quantity', 'intermediary', 'children', 'stages'])
