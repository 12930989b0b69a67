/**
 * Loading an organisation into the database: divisions, bodies, departments, roles, officers. Loading again changes what the
 * file says and leaves the rest; nobody is removed, since old decisions name them.
 */
import type { Context } from '../context.ts'
import { change, inTransaction, row, type Tx } from '../db/pool.ts'
import { readOrganisation, sampleFile, type BodyFile, type Organisation } from './organisationFile.ts'

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
