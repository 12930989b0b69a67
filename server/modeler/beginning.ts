/**
 * A matter that is not there yet: made from the template or from nothing (matters/newMatter.ts), kept as the draft of whoever begins it.
 * Proposing that draft proposes a new matter; until it is published the repository knows nothing of it.
 */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { isUscc } from '../forms/formats.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { findBody, findOfficer, groups, officersOf, type Officer } from '../people/service.ts'
import { readPlace } from '../publication/service.ts'
import { draftedGuides, saveDraft } from './drafts.ts'
import { guideOf, isUnderWay } from './service.ts'

/** `uscc`: the body's 统一社会信用代码; '' takes it from a matter of the body. */
export interface Beginning { code: string; name: string; body: string; uscc: string; source: matters.Source }

/** No tab has it open: the first that opens it goes on with it. */
const NO_TAB = 'beginning'

/**
 * Begins a matter: afterwards the officer has a draft of it.
 * @throws Refusal new-matter-code, new-matter-name, new-matter-body, new-matter-uscc, new-matter-taken; bundle-refused where the template does not
 * pass the rules in this place, with every error as an issue
 */
export async function beginMatter(ctx: Context, officer: Officer, { code, name, body, uscc, source }: Beginning): Promise<void> {
  if (!matters.isMatterCode(code)) throw refuse('new-matter-code', { code })
  if (!matters.isMatterName(name)) throw refuse('new-matter-name')
  const { files: there, revision, shared } = await readPlace(ctx, code)
  if (Object.keys(there).length > 0 || (await isUnderWay(ctx, code)) || (await matters.nameOf(ctx.db, code)) !== undefined) throw refuse('new-matter-taken', { code })
  const files = matters.newMatter({ code, name, ...(await bodyFor(ctx, body, uscc, source)) }, source)
  // what is empty cannot pass, and is not meant to until it is drawn
  if (source === 'template') matters.refuseErrors(code, await matters.problemsIn(ctx.db, matters.bundleOf(matters.filesInMemory(files, shared)), letters.checkTemplate))
  await saveDraft(ctx, code, officer.id, { base: revision, files, number: 0, tab: NO_TAB })
}

/** Whose matter it becomes: the body, its codes and who acts there. */
async function bodyFor(ctx: Context, id: string, given: string, source: matters.Source): Promise<Pick<Parameters<typeof matters.newMatter>[0], 'body' | 'uscc' | 'officers' | 'taken'>> {
  const [body, known] = [await findBody(ctx.db, id), await groups(ctx.db)]
  const lacking = matters.ACTING_ROLES.filter((role) => !known.has(`${id}/${role}`))
  if (!body || (source === 'template' && lacking.length > 0)) throw refuse('new-matter-body', { body: body?.name ?? id.slice(0, 64), lacking: lacking.join(', ') })
  const codes = [...(await matters.codesInUse(ctx.db)), ...(await draftedGuides(ctx)).flatMap(codesOf)]
  const uscc = given === '' ? matters.usccAmong(codes, id) : given
  if (uscc === undefined || !isUscc(uscc)) throw refuse('new-matter-uscc', { body: body.name, uscc: uscc ?? '' })
  return { body: { id, division: body.divisionCode }, uscc, officers: await loginsOf(ctx, id), taken: codes.map(({ implementCode }) => implementCode) }
}

/** A draft may hold anything. */
function codesOf(text: string): { body: string; implementCode: string }[] {
  const { body, implementCode } = guideOf(text)
  return typeof body === 'string' && typeof implementCode === 'string' ? [{ body, implementCode }] : []
}

async function loginsOf(ctx: Context, body: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const role of matters.ACTING_ROLES) {
    const [first] = await officersOf(ctx.db, `${body}/${role}`)
    const officer = first && (await findOfficer(ctx.db, first.id))
    if (officer) found[role] = officer.login
  }
  return found
}
