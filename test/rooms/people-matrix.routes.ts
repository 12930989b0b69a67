/**
 * Every route of the platform and who it is for: the expectation the matrix holds the real route table against.
 * A new route is one line here; a route that is missing fails the matrix.
 */

/**
 * `public`: anybody. `desk`: any signed-in officer, who sees only their own. `case`: officers who have to do with the case, for
 * everybody else it does not exist (404, not 403). `applicant`: the holder of the case's pass. `code`: a program that sends number
 * and code of the one case or application in its header. `operator`, `analyst`: officers with such a post. `publication`: officers who draft,
 * judge or publish changes of matters; where `post` is set, of these that one alone.
 */
export type Scope = 'public' | 'desk' | 'case' | 'applicant' | 'code' | 'operator' | 'analyst' | 'publication'

/** What stands for the names in an address; filled from the matrix's own cases. */
export type Name = 'number' | 'case' | 'sheetCase' | 'task' | 'letter' | 'material' | 'sheet' | 'sheetRow'

export interface Expectation {
  route: string
  scope: Scope
  /** Parameter of the address -> whose id it is. */
  ids?: Record<string, Name>
  /** A body that passes the schema, so that the answer is about the right, not about the shape. */
  body?: Record<string, unknown>
  /** Of the three posts of publication the one whose act it is. */
  post?: 'shengai-analyst' | 'shengai-legal' | 'shengai-publisher'
  /** The address asked in place of the route with its names: something everybody may see. */
  at?: string
  /** Acts as this officer in place of a window officer, where the case is another one. */
  member?: string
}

const reason = '样例理由，说明办理情况'
const lead = 'chengguan-handler-1'

const engine = { reason }
/** A matter's files that can be read, whatever they are worth. */
const SAME = { 'matter.json': '{"code":"huwai-guanggao"}', 'process.bpmn': '<x/>' }

export const expectations: Expectation[] = [
  ...['GET /metrics', 'GET /office/operations', 'GET /office/operations/instances', 'GET /office/operations/incidents', 'GET /office/operations/jobs', 'GET /office/operations/timers', 'GET /office/operations/messages', 'GET /office/operations/instances/:engine/:key']
    .map((route): Expectation => ({ route, scope: 'operator' })),
  ...['GET /office/modeler', 'GET /office/modeler/:matter', 'GET /office/modeler/:matter/letters', 'GET /office/modeler/:matter/surroundings'].map((route): Expectation => ({ route, scope: 'analyst' })),
  { route: 'POST /office/modeler/:matter/preview', scope: 'analyst', body: { files: {}, what: 'guide' } },
  { route: 'POST /office/modeler/:matter/judgement', scope: 'analyst', body: { files: {} } },
  { route: 'POST /office/modeler/:matter/comparison', scope: 'analyst', body: { before: SAME, after: SAME } },
  { route: 'POST /office/modeler/-/new', scope: 'analyst', body: { code: 'huwai-guanggao', name: '样例', body: 'chengguan', uscc: '' } },
  ...['GET /office/modeler/-/new', 'GET /office/modeler/:matter/versions', 'GET /office/modeler/:matter/review', 'GET /office/modeler/:matter/files', 'GET /office/modeler/:matter/draft'].map((route): Expectation => ({ route, scope: 'analyst' })),
  { route: 'PUT /office/modeler/:matter/draft', scope: 'analyst', body: { base: null, files: {}, number: 0, tab: 'tab-of-the-matrix' } },
  { route: 'DELETE /office/modeler/:matter/draft', scope: 'analyst', body: { number: 1 } },
  { route: 'POST /office/modeler/:matter/presence', scope: 'analyst', body: { tab: 'tab-of-the-matrix' } },
  { route: 'DELETE /office/modeler/:matter/presence', scope: 'analyst', body: { tab: 'tab-of-the-matrix' } },
  { route: 'POST /office/modeler/:matter/proposals', scope: 'analyst', body: { base: 'f'.repeat(40), files: { 'process.bpmn': '<x/>', 'matter.json': '{"code":"huwai-guanggao"}' }, message: '样例' } },
  { route: 'POST /office/operations/:engine/incidents/:key/resolution', scope: 'operator', body: engine },
  { route: 'POST /office/operations/:engine/jobs/:key/retries', scope: 'operator', body: { ...engine, retries: '1' } },
  { route: 'POST /office/operations/:engine/instances/:key/cancellation', scope: 'operator', body: engine },
  { route: 'POST /office/operations/:engine/instances/:key/modification', scope: 'operator', body: { ...engine, activate: 'nowhere' } },
  { route: 'POST /office/operations/:engine/elements/:key/variables', scope: 'operator', body: { ...engine, variables: '{}' } },

  ...['GET /office/publication', 'GET /office/publication/proposals/:id', 'GET /office/publication/proposals/:id/manual', 'GET /office/publication/proposals/:id/together', 'GET /office/publication/matters', 'GET /office/publication/matters/:code', 'GET /office/publication/matters/:code/comparison', 'GET /office/publication/matters/:code/migration', 'GET /office/publication/law-changes', 'GET /office/publication/law-changes/:id', 'GET /v1/matters/:code/files', 'GET /v1/proposals/:key', 'POST /v1/proposals/search', 'POST /v1/repository-events'].map((route): Expectation => ({ route, scope: 'publication' })),
  { route: 'POST /v1/proposals/check', scope: 'publication', body: { matter: 'xx', files: {} } },
  { route: 'POST /v1/proposals', scope: 'publication', post: 'shengai-analyst', body: { matter: 'xx', base: null, files: {}, message: reason } },
  { route: 'POST /v1/proposals/:key/refreshment', scope: 'publication', post: 'shengai-analyst' },
  { route: 'POST /v1/proposals/:key/withdrawal', scope: 'publication', post: 'shengai-analyst', body: { reason } },
  { route: 'POST /v1/proposals/:key/signature', scope: 'publication', post: 'shengai-legal', body: { revision: 1, remarks: reason } },
  { route: 'POST /v1/proposals/:key/return', scope: 'publication', post: 'shengai-legal', body: { revision: 1, remarks: reason } },
  { route: 'POST /v1/proposals/:key/publication', scope: 'publication', post: 'shengai-publisher', body: { effectiveFrom: '2026-03-02' } },

  { route: 'POST /office/publication/proposals/:id/signature', scope: 'publication', post: 'shengai-legal', body: { revision: '1' } },
  { route: 'POST /office/publication/proposals/:id/together/signature', scope: 'publication', post: 'shengai-legal', body: { proposals: '4711:1' } },
  { route: 'POST /office/publication/proposals/:id/return', scope: 'publication', post: 'shengai-legal', body: { revision: '1', remarks: reason } },
  { route: 'POST /office/publication/proposals/:id/publication', scope: 'publication', post: 'shengai-publisher', body: { effectiveFrom: '2026-03-02' } },
  { route: 'POST /office/publication/proposals/:id/refreshment', scope: 'publication', post: 'shengai-analyst' },
  { route: 'POST /office/publication/proposals/:id/withdrawal', scope: 'publication', post: 'shengai-analyst', body: { reason } },
  { route: 'POST /office/publication/law-changes', scope: 'publication', post: 'shengai-legal', body: { law: '样例法', article: '', summary: reason, inForceOn: '2026-03-02' } },
  { route: 'POST /office/publication/law-changes/:id/listing', scope: 'publication', post: 'shengai-legal' },
  { route: 'POST /office/publication/law-changes/:id/decision', scope: 'publication', post: 'shengai-legal', body: { caseId: '4711', decision: 'new-law', remarks: reason } },
  { route: 'POST /office/publication/matters/:code/migration', scope: 'publication', post: 'shengai-publisher', body: { to: '4711', reason } },
  { route: 'POST /office/publication/matters/:code/rollback', scope: 'publication', post: 'shengai-publisher', body: { version: '4711', reason } },
  { route: 'POST /office/publication/matters/:code/withdrawal', scope: 'publication', post: 'shengai-publisher', body: { version: '4711', reason } },

  ...[
    'GET /', 'GET /matters', 'GET /matters/:code', 'GET /matters/:code/diagram.bpmn', 'GET /matters/:code/slip', 'GET /apply/:code', 'POST /apply/:code', 'GET /apply/draft/:page', 'POST /apply/draft/:page',
    'POST /apply/draft/materials/:code', 'GET /apply/draft/materials/:id', 'POST /apply/draft/materials/:id/remove', 'GET /apply/resume', 'POST /apply/resume', 'GET /apply/saved',
    'GET /follow', 'POST /follow', 'POST /follow/end', 'GET /forms/:version/:form.js', 'GET /forms/applicant.js', 'GET /assets/*', 'GET /healthz', 'GET /readyz', 'GET /developers',
    'GET /verify', 'GET /verify/:code', 'GET /office/sign-in', 'POST /office/sign-in', 'GET /v1/openapi.json', 'GET /v1/permits/:code', 'POST /v1/sessions',
    'POST /v1/matters/search', 'GET /v1/matters/:code', 'POST /v1/applications', 'GET /matters/:code/materials/:item/blank.pdf', 'GET /matters/:code/materials/:item/sample.pdf',
  ].map((route): Expectation => ({ route, scope: 'public' })),

  ...['GET /office', 'GET /office/inbox', 'GET /office/me', 'GET /office/notices', 'GET /office/manuals', 'POST /office/sign-out', 'DELETE /v1/sessions/current', 'POST /v1/user-tasks/search']
    .map((route): Expectation => ({ route, scope: 'desk' })),
  { route: 'GET /office/manuals/:code', scope: 'desk', at: 'GET /office/manuals/jianzhu-shigong-xuke' },
  { route: 'POST /office/me/password', scope: 'desk', body: { current: 'x', wanted: 'y', repeated: 'z' } },
  { route: 'POST /office/notices/read', scope: 'desk', body: { upTo: '0' } },

  { route: 'GET /office/cases/:id', scope: 'case', ids: { id: 'case' } },
  { route: 'GET /office/cases/:id/proof', scope: 'case', ids: { id: 'case' } },
  { route: 'GET /office/cases/:id/materials/:material', scope: 'case', ids: { id: 'case', material: 'material' } },
  { route: 'GET /office/cases/:id/materials/:material/file', scope: 'case', ids: { id: 'case', material: 'material' } },
  { route: 'POST /office/cases/:id/extension', scope: 'case', ids: { id: 'case' }, body: { amount: '1', reason } },
  { route: 'POST /office/cases/:id/green-channel', scope: 'case', ids: { id: 'case' }, body: { reason } },
  { route: 'POST /office/cases/:id/green-channel/removal', scope: 'case', ids: { id: 'case' }, body: { reason } },
  { route: 'POST /v1/cases/:id/payment', scope: 'case', ids: { id: 'case' }, body: { receiptNumber: '样例-1' } },
  { route: 'POST /office/cases/:id/payment', scope: 'case', ids: { id: 'case' }, body: { receiptNumber: '样例-1' } },
  { route: 'POST /office/cases/:id/permit-cancellation', scope: 'case', ids: { id: 'case' }, body: { why: reason } },
  { route: 'POST /v1/cases/:id/permit-cancellation', scope: 'case', ids: { id: 'case' }, body: { why: reason } },
  { route: 'POST /v1/cases/:id/extension', scope: 'case', ids: { id: 'case' }, body: { amount: 1, reason } },
  { route: 'POST /v1/cases/:id/green-channel', scope: 'case', ids: { id: 'case' }, body: { reason } },
  { route: 'POST /v1/cases/:id/green-channel-removal', scope: 'case', ids: { id: 'case' }, body: { reason } },
  { route: 'GET /v1/cases/:key/letters', scope: 'case', ids: { key: 'case' } },
  { route: 'POST /v1/letters/:key/service-records', scope: 'case', ids: { key: 'letter' }, body: { way: 'direct', outcome: 'failed', reason } },
  { route: 'POST /v1/letters/:key/service-records/:attempt/correction', scope: 'case', ids: { key: 'letter' }, body: { way: 'direct', at: '2026-03-02T10:00:00+08:00', why: reason } },
  { route: 'GET /v1/cases/:key', scope: 'case', ids: { key: 'case' } },

  { route: 'GET /office/letters/:key', scope: 'case', ids: { key: 'letter' } },
  { route: 'GET /office/letters/:key/pdf', scope: 'case', ids: { key: 'letter' } },
  { route: 'GET /office/letters/:key/signature', scope: 'case', ids: { key: 'letter' } },
  { route: 'POST /office/letters/:key/service', scope: 'case', ids: { key: 'letter' }, body: { way: 'direct', outcome: 'served', receiver: '样例', evidence: '样例' } },
  { route: 'POST /office/letters/:key/service/:attempt/correction', scope: 'case', ids: { key: 'letter' }, body: { way: 'direct', at: '2026-03-02T10:00', why: reason } },
  { route: 'POST /office/letters/:key/render', scope: 'case', ids: { key: 'letter' } },

  { route: 'GET /office/tasks/:id', scope: 'case', ids: { id: 'task' } },
  { route: 'GET /office/tasks/:id/form.js', scope: 'case', ids: { id: 'task' } },
  { route: 'POST /office/tasks/:id/claim', scope: 'case', ids: { id: 'task' } },
  { route: 'POST /office/tasks/:id/recusal', scope: 'case', ids: { id: 'task' }, body: { reason } },
  { route: 'POST /office/tasks/:id/release', scope: 'case', ids: { id: 'task' } },
  { route: 'POST /office/tasks/:id/decision', scope: 'case', ids: { id: 'task' }, body: { taskVersion: '0', '/outcome': 'nothing' } },
  { route: 'GET /v1/user-tasks/:key', scope: 'case', ids: { key: 'task' } },
  { route: 'POST /v1/user-tasks/:key/assignment', scope: 'case', ids: { key: 'task' } },
  { route: 'DELETE /v1/user-tasks/:key/assignee', scope: 'case', ids: { key: 'task' } },
  { route: 'POST /v1/user-tasks/:key/recusal', scope: 'case', ids: { key: 'task' }, body: { reason } },
  { route: 'POST /v1/user-tasks/:key/completion', scope: 'case', ids: { key: 'task' }, body: { variables: { outcome: 'nothing' } } },

  { route: 'POST /office/sheets/:id/departments', scope: 'case', ids: { id: 'sheet' }, body: { body: 'fagai', reason }, member: lead },
  { route: 'POST /office/sheet-rows/:id/removal', scope: 'case', ids: { id: 'sheetRow' }, body: { reason }, member: lead },
  { route: 'POST /office/sheet-rows/:id/renewal', scope: 'case', ids: { id: 'sheetRow' }, body: { reason }, member: lead },

  ...['GET /follow/case', 'GET /follow/case/state', 'GET /follow/case/answer', 'GET /follow/case/withdraw', 'GET /follow/case/agency', 'POST /follow/case/agency', 'POST /follow/case/answer', 'POST /follow/case/withdraw', 'POST /follow/case/materials/:code']
    .map((route): Expectation => ({ route, scope: 'applicant' })),
  { route: 'GET /follow/case/materials/:material', scope: 'applicant', ids: { material: 'material' } },
  { route: 'GET /follow/case/materials/:material/file', scope: 'applicant', ids: { material: 'material' } },
  { route: 'POST /follow/case/materials/:id/remove', scope: 'applicant', ids: { id: 'material' } },
  { route: 'POST /follow/case/family/:id', scope: 'applicant', ids: { id: 'case' } },
  { route: 'GET /follow/letters/:key', scope: 'applicant', ids: { key: 'letter' } },
  { route: 'GET /follow/letters/:key/pdf', scope: 'applicant', ids: { key: 'letter' } },
  { route: 'GET /follow/letters/:key/signature', scope: 'applicant', ids: { key: 'letter' } },

  ...['GET /v1/applicant-cases/:number', 'POST /v1/applicant-cases/:number/hand-in', 'POST /v1/applicant-cases/:number/withdrawal', 'POST /v1/applicant-cases/:number/agency-end', 'POST /v1/applicant-cases/:number/materials/:item', 'PATCH /v1/applications/:number', 'POST /v1/applications/:number/materials/:item']
    .map((route): Expectation => ({ route, scope: 'code', ids: { number: 'number' } })),
  { route: 'GET /v1/applicant-cases/:number/letters/:key', scope: 'code', ids: { number: 'number', key: 'letter' } },
  { route: 'POST /v1/applications/:number/submission', scope: 'code', ids: { number: 'number' }, body: { truthful: true, electronicService: true } },
]
