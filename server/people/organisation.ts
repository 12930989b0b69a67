/**
 * Loading an organisation from a file: divisions, bodies, departments, roles, officers. Loading again changes what the
 * file says and leaves the rest; nobody is removed, since old decisions name them.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Context } from '../context.ts'
import { change, inTransaction, row, type Tx } from '../db/pool.ts'

export interface Organisation {
  /** Hash of the public sample password, for officers who have none yet; absent in a real organisation. */
  samplePasswordHash?: string
  divisions: { code: string; name: string; parent?: string }[]
  bodies: BodyFile[]
}

interface BodyFile {
  id: string
  name: string
  short: string
  division: string
  departments?: { code: string; name: string }[]
  roles: { code: string; name: string; department?: string }[]
  officers: { login: string; name: string; phone?: string; roles: string[] }[]
}

/** Public on purpose: sample accounts are served on loopback only (config.ts). */
export const SAMPLE_PASSWORD = 'tongban-sample'
export const sampleFile = fileURLToPath(new URL('./sample/organisation.yaml', import.meta.url))

export function readOrganisation(file: string): Organisation {
  return parse(readFileSync(file, 'utf8')) as Organisation
}

/** Loads the sample organisation when the settings ask for it. */
export async function loadSample(ctx: Context): Promise<void> {
  if (!ctx.config.sample) return
  await inTransaction(ctx.db, (tx) => loadOrganisation(tx, ctx, readOrganisation(sampleFile)))
}

export async function loadOrganisation(tx: Tx, ctx: Context, organisation: Organisation): Promise<void> {
  await change(tx, "select pg_advisory_xact_lock(hashtext('organisation'))") // two servers that start at once
  for (const { code, name, parent } of organisation.divisions) {
    await change(tx, `
      insert into division (code, name, parent_code) values (?, ?, ?)
      on conflict (code) do update set name = excluded.name, parent_code = excluded.parent_code`, [code, name, parent ?? null])
  }
  for (const body of organisation.bodies) await loadBody(tx, ctx, body, organisation.samplePasswordHash)
}

async function loadBody(tx: Tx, ctx: Context, body: BodyFile, passwordHash: string | undefined): Promise<void> {
  await change(tx, `
    insert into body (id, name, short_name, division_code) values (?, ?, ?, ?)
    on conflict (id) do update set name = excluded.name, short_name = excluded.short_name, division_code = excluded.division_code`,
  [body.id, body.name, body.short, body.division])
  const departments = new Map<string, string>()
  for (const { code, name } of body.departments ?? []) {
    const made = await row<{ id: string }>(tx, `
      insert into department (body_id, code, name) values (?, ?, ?)
      on conflict (body_id, code) do update set name = excluded.name returning id`, [body.id, code, name])
    departments.set(code, made!.id)
  }
  for (const role of body.roles) {
    await change(tx, `
      insert into role (body_id, code, name, department_id) values (?, ?, ?, ?)
      on conflict (body_id, code) do update set name = excluded.name, department_id = excluded.department_id`,
    [body.id, role.code, role.name, role.department ? departments.get(role.department)! : null])
  }
  for (const officer of body.officers) await loadOfficer(tx, ctx, body.id, officer, passwordHash)
}

async function loadOfficer(tx: Tx, ctx: Context, bodyId: string, officer: BodyFile['officers'][number], passwordHash: string | undefined): Promise<void> {
  const made = await row<{ id: string }>(tx, `
    insert into officer as o (login, name, phone, password_hash, password_changed_at, created_at) values (?, ?, ?, ?, ?, ?)
    on conflict (login) do update set name = excluded.name, phone = excluded.phone, password_hash = coalesce(o.password_hash, excluded.password_hash)
    returning id`, [officer.login, officer.name, officer.phone ?? null, passwordHash ?? null, ctx.now(), ctx.now()])
  for (const role of officer.roles) {
    await change(tx, `
      insert into officer_post (officer_id, body_id, role, department_id)
      select ?, body_id, code, department_id from role where body_id = ? and code = ?
      on conflict do nothing`, [made!.id, bodyId, role])
  }
}
