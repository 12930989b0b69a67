/**
 * Drafts of the modeler: each person's own state of a matter, kept while it is drawn. Saving names the number it stands on, so that a second
 * tab's work is never written over unseen; nothing here is published or proposed.
 */
import type { Context } from '../context.ts'
import { change, inTransaction, row, rows } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { Files } from './files.ts'

export interface Draft {
  base: string | null
  /** The commit of a returned proposal's revision that it goes on with. */
  goesOn: string | null
  files: Files
  number: number
  tab: string
  savedAt: Date
}

export interface Save { base: string | null; goesOn?: string | null; files: Files; number: number; tab: string }

export function findDraft(ctx: Context, code: string, officerId: string): Promise<Draft | undefined> {
  return row<Draft>(ctx.db, 'select base, goes_on as "goesOn", files, number, tab, saved_at as "savedAt" from matter_draft where code = ? and officer_id = ?', [code, officerId])
}

/**
 * @param save `number`: of the draft it stands on, 0 for the first.
 * @returns the new number. @throws Refusal draft-moved: another tab or device of the same person has saved meanwhile.
 */
export function saveDraft(ctx: Context, code: string, officerId: string, { base, goesOn = null, files, number, tab }: Save): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    // whoever saves first holds the row; the second sees its number
    const there = await row<{ number: number; savedAt: Date }>(tx, 'select number, saved_at as "savedAt" from matter_draft where code = ? and officer_id = ? for update', [code, officerId])
    if ((there?.number ?? 0) !== number) throw refuse('draft-moved', { when: there?.savedAt.toISOString() ?? '' })
    const saved = await change(tx, `insert into matter_draft (code, officer_id, base, goes_on, files, number, tab, saved_at) values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (code, officer_id) do update set base = excluded.base, goes_on = excluded.goes_on, files = excluded.files, number = excluded.number, tab = excluded.tab, saved_at = excluded.saved_at
      where matter_draft.number = ?`, [code, officerId, base, goesOn, JSON.stringify(files), number + 1, tab, ctx.now(), number])
    if (saved === 0) throw refuse('draft-moved', { when: ctx.now().toISOString() }) // two first saves at once
    return number + 1
  })
}

/** Thrown away, or proposed: what is gone is told by its number. */
export async function dropDraft(ctx: Context, code: string, officerId: string, number: number): Promise<void> {
  const gone = await change(ctx.db, 'delete from matter_draft where code = ? and officer_id = ? and number = ?', [code, officerId, number])
  if (gone === 0 && (await findDraft(ctx, code, officerId))) throw refuse('draft-moved', { when: ctx.now().toISOString() })
}

/** Whether anybody has a draft of this matter. */
export async function isBegun(ctx: Context, code: string): Promise<boolean> {
  return (await row(ctx.db, 'select 1 from matter_draft where code = ?', [code])) !== undefined
}

/** A tab says every twenty seconds that it is there; one that has not for a minute is gone, one that is closed says that too. */
const SEEN_MS = 60_000

export interface Presence { officerId: string; name: string; tab: string }

/** Says that a tab has the matter open. @returns the other tabs that have, one's own among them */
export async function present(ctx: Context, code: string, officerId: string, tab: string): Promise<Presence[]> {
  await change(ctx.db, `insert into matter_presence (code, officer_id, tab, seen_at) values (?, ?, ?, ?)
    on conflict (code, officer_id, tab) do update set seen_at = excluded.seen_at`, [code, officerId, tab, ctx.now()])
  return rows<Presence>(ctx.db, `select p.officer_id as "officerId", o.name, p.tab from matter_presence p join officer o on o.id = p.officer_id
    where p.code = ? and p.seen_at > ? and not (p.officer_id = ? and p.tab = ?) order by p.seen_at`, [code, new Date(ctx.now().getTime() - SEEN_MS), officerId, tab])
}

/** Says that a tab has left the matter, so that who comes back by a reload is not told of themselves. */
export async function leave(ctx: Context, code: string, officerId: string, tab: string): Promise<void> {
  await change(ctx.db, 'delete from matter_presence where code = ? and officer_id = ? and tab = ?', [code, officerId, tab])
}

/** Housekeeping: who was closed without a word. */
export async function tidy(ctx: Context): Promise<void> {
  await change(ctx.db, 'delete from matter_presence where seen_at < ?', [new Date(ctx.now().getTime() - SEEN_MS)])
}

export interface KeptDraft { code: string; savedAt: Date; /** What its matter.json holds, as text. */ guide: string }

/** The drafts of this officer, for the list. */
export function draftsOf(ctx: Context, officerId: string): Promise<KeptDraft[]> {
  return rows<KeptDraft>(ctx.db, `select code, saved_at as "savedAt", coalesce(files->>'matter.json', '') as guide from matter_draft where officer_id = ? order by code`, [officerId])
}

/** The guides of all drafts, as text. */
export async function draftedGuides(ctx: Context): Promise<string[]> {
  return (await rows<{ guide: string }>(ctx.db, `select files->>'matter.json' as guide from matter_draft where files->>'matter.json' is not null`)).map(({ guide }) => guide)
}
