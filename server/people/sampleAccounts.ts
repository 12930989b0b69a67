/** The sample accounts as the sign-in page offers them, grouped by body, and the few that the start names. Asked for only where config.sample is on. */
import type { Context } from '../context.ts'
import { rows } from '../db/pool.ts'
import { readOrganisation, sampleFile } from './organisation.ts'

export interface SampleBody {
  name: string
  officers: { login: string; name: string; roles: string }[]
}

/** The few accounts of a first try, as the start prints them: the road of huwai-guanggao from window to deputy head, then those who change and run it. */
export const FIRST_ACCOUNTS: readonly { part: string; logins: string[] }[] = [
  { part: 'window', logins: ['chengguan-window'] },
  { part: 'handlers, two on site', logins: ['chengguan-handler-1', 'chengguan-handler-2'] },
  { part: 'section chief and deputy head', logins: ['chengguan-chief', 'chengguan-deputy'] },
  { part: 'a department asked', logins: ['jiaojing-handler', 'jiaojing-chief', 'jiaojing-deputy'] },
  { part: 'analyst, legal reviewer, publisher', logins: ['shengai-analyst', 'shengai-legal', 'shengai-publisher'] },
  { part: 'operator', logins: ['operator'] },
]

export async function sampleAccounts(ctx: Context): Promise<SampleBody[]> {
  const logins = readOrganisation(sampleFile).bodies.flatMap((body) => body.officers.map((officer) => officer.login))
  const found = await rows<{ body: string; login: string; name: string; roles: string }>(ctx.db, `
    select b.name as body, o.login, o.name, string_agg(r.name, '、' order by r.name) as roles
    from officer o
    join officer_post p on p.officer_id = o.id
    join body b on b.id = p.body_id
    join role r on r.body_id = p.body_id and r.code = p.role
    where o.login = any(?) and o.state = 'active'
    group by b.id, b.name, o.id order by min(o.id)`, [logins])
  const bodies = new Map<string, SampleBody>()
  for (const { body, ...officer } of found) {
    const group = bodies.get(body) ?? { name: body, officers: [] }
    group.officers.push(officer)
    bodies.set(body, group)
  }
  return [...bodies.values()]
}
