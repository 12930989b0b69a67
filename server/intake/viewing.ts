/** Materials seen in the page, by officers of the case and by its applicant; every GET, also of a range, is authorised here. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Case } from '../cases/case.ts'
import { materialsFor } from '../coapproval/service.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import * as files from '../files/service.ts'
import * as matters from '../matters/service.ts'
import { bodiesOf, officerOf, passedCaseOf } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { view } from '../web/views.ts'
import { itemOf, visibleTo, type Material } from './materials.ts'
import * as store from './store.ts'

const officer = { access: 'officer' } as const
const own = { access: 'applicant-case' } as const

interface Found { file: Material; itemName: string; case: Case }

export function viewingRoutes(app: FastifyInstance, ctx: Context): void {
  app.get<{ Params: { id: string; material: string } }>('/office/cases/:id/materials/:material', { config: officer }, async (request, reply) => {
    const found = await forOfficer(request.params.id, request.params.material, officerOf(request))
    return viewer(reply, found, `/office/cases/${found.case.id}/materials/${found.file.id}/file`, `/office/cases/${found.case.id}?tab=materials`)
  })
  app.get<{ Params: { id: string; material: string } }>('/office/cases/:id/materials/:material/file', { config: officer }, async (request, reply) => {
    return content(reply, await forOfficer(request.params.id, request.params.material, officerOf(request)))
  })
  app.get<{ Params: { material: string } }>('/follow/case/materials/:material', { config: own }, async (request, reply) => {
    const found = await forApplicant(passedCaseOf(request), request.params.material)
    return viewer(reply, found, `/follow/case/materials/${found.file.id}/file`, '/follow/case?tab=materials')
  })
  app.get<{ Params: { material: string } }>('/follow/case/materials/:material/file', { config: own }, async (request, reply) => {
    return content(reply, await forApplicant(passedCaseOf(request), request.params.material))
  })

  /** @throws Refusal not-found, the same for a case one may not see, an item one does not need, and a file that is not there. */
  async function forOfficer(caseId: string, id: string, who: ReturnType<typeof officerOf>): Promise<Found> {
    if (!(await tasks.mayOfficerSee(ctx.db, who, caseId))) throw refuse('not-found')
    const found = await find(caseId, id)
    const version = await matters.version(ctx.db, found.case.versionId)
    if (found.file.state === 'staged' || !visibleTo(itemOf(version.bundle.matter, found.file.itemCode), found.case.bodyId, bodiesOf(who))) throw refuse('not-found')
    const needed = await materialsFor(ctx.db, who, caseId) // a co-department sees what its row on the sheet names (domain H12)
    if (needed !== 'all' && !needed.includes(found.file.itemCode)) throw refuse('not-found')
    return found
  }

  function forApplicant(caseId: string, id: string): Promise<Found> {
    return find(caseId, id)
  }

  async function find(caseId: string, id: string): Promise<Found> {
    const file = (await store.materialsOfCase(ctx.db, caseId)).find((one) => one.id === id)
    if (!file) throw refuse('not-found')
    const found = await cases.get(ctx.db, caseId)
    const version = await matters.version(ctx.db, found.versionId)
    return { file, case: found, itemName: itemOf(version.bundle.matter, file.itemCode)?.name ?? file.itemCode }
  }

  function viewer(reply: FastifyReply, { file, itemName, case: owner }: Found, source: string, back: string): FastifyReply {
    return view(reply, 'intake/viewer', { title: itemName, file, itemName, number: owner.number, source, back, picture: file.type.startsWith('image/') })
  }

  async function content(reply: FastifyReply, { file }: Found): Promise<FastifyReply> {
    const download = (reply.request.query as { download?: unknown }).download !== undefined
    return files.serve(reply, ctx, file.hash, { name: file.name, inline: !download })
  }
}
