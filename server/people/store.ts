/**
 * SQL of the organisation: who works where, which groups exist. Sessions are in sessionStore.ts.
 */
import { row, rows, type Db } from '../db/pool.ts'
import type { Officer, Post } from './officer.ts'

export interface Body {
  id: string
  name: string
  shortName: string
  divisionCode: string
  divisionName: string
}

/** Posts of officer `o` as jsonb, in the order of bodies and roles. */
export const POSTS = `
  coalesce((
    select jsonb_agg(jsonb_build_object('bodyId', p.body_id, 'bodyName', b.name, 'departmentId', p.department_id::text,
      'departmentName', d.name, 'role', p.role, 'roleName', r.name) order by p.body_id, p.role)
    from officer_post p
    join body b on b.id = p.body_id
    join role r on r.body_id = p.body_id and r.code = p.role
    left join department d on d.id = p.department_id
    where p.officer_id = o.id
  ), '[]')`

interface OfficerRow { id: string; login: string; name: string; posts: Post[] }

export async function findOfficer(db: Db, id: string): Promise<Officer | undefined> {
  return row<OfficerRow>(db, `select o.id, o.login, o.name, ${POSTS} as posts from officer o where o.id = ?`, [id])
}

export async function findOfficerByLogin(db: Db, login: string): Promise<Officer | undefined> {
  return row<OfficerRow>(db, `select o.id, o.login, o.name, ${POSTS} as posts from officer o where o.login = ?`, [login])
}

/** Active officers who belong to `<body>/<role>`: whom a notice goes to. */
export async function officersOf(db: Db, group: string): Promise<{ id: string; name: string; phone: string | null }[]> {
  const [body, role = ''] = group.split('/')
  return rows(db, `
    select o.id, o.name, o.phone from officer o join officer_post p on p.officer_id = o.id
    where p.body_id = ? and p.role = ? and o.state = 'active' order by o.id`, [body, role])
}

/** Every active officer with their posts, as a scenario asks of them: who works where, nothing personal but the name. */
export async function colleagues(db: Db): Promise<{ login: string; name: string; posts: { bodyId: string; role: string }[] }[]> {
  return rows(db, `
    select o.login, o.name, jsonb_agg(jsonb_build_object('bodyId', p.body_id, 'role', p.role) order by p.body_id, p.role) as posts
    from officer o join officer_post p on p.officer_id = o.id
    where o.state = 'active' group by o.id order by o.login`)
}

/** Whether `<body>/<role>` is a role of the organisation; a diagram that names another is refused. */
export async function groupExists(db: Db, group: string): Promise<boolean> {
  const [body, role = ''] = group.split('/')
  return (await row(db, 'select 1 from role where body_id = ? and code = ?', [body, role])) !== undefined
}

/** All groups with their names: `zhujian/window` -> 样例市住房和城乡建设局 窗口. */
export async function groups(db: Db): Promise<Map<string, string>> {
  const found = await rows<{ group: string; name: string }>(db, `
    select r.body_id || '/' || r.code as "group", b.short_name || ' ' || r.name as name
    from role r join body b on b.id = r.body_id order by 1`)
  return new Map(found.map(({ group, name }) => [group, name]))
}

/** The logins of the active officers of each group that has any. */
export async function holders(db: Db): Promise<Map<string, string[]>> {
  const found = await rows<{ group: string; logins: string[] }>(db, `
    select p.body_id || '/' || p.role as "group", jsonb_agg(distinct o.login) as logins
    from officer_post p join officer o on o.id = p.officer_id
    where o.state = 'active' group by 1`)
  return new Map(found.map(({ group, logins }) => [group, logins]))
}

export async function findBody(db: Db, id: string): Promise<Body | undefined> {
  return row<Body>(db, `${BODY} where b.id = ?`, [id])
}

export async function listBodies(db: Db): Promise<Body[]> {
  return rows<Body>(db, `${BODY} order by b.id`)
}

const BODY = `
  select b.id, b.name, b.short_name as "shortName", b.division_code as "divisionCode", v.name as "divisionName"
  from body b join division v on v.code = b.division_code`

/** The name to show for an officer's id. */
export async function officerName(db: Db, id: string): Promise<string | undefined> {
  return (await row<{ name: string }>(db, 'select name from officer where id = ?', [id]))?.name
}

/** Names by id, for lists; an id without an officer is left out. */
export async function officerNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await rows<{ id: string; name: string }>(db, 'select id, name from officer where id = any(?::bigint[])', [[...new Set(ids)]])
  return new Map(found.map(({ id, name }) => [id, name]))
}
