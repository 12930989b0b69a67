/** The sample accounts as the sign-in page offers them, grouped by body, and the few that the start names. Asked for only where config.sample is on. */
import type { Context } from '../context.ts'
import { rows } from '../db/pool.ts'
import { readOrganisation, sampleFile } from './organisationFile.ts'

export interface SampleOfficer { login: string; name: string; roles: string; body: string }

export interface SampleBody {
  name: string
  officers: SampleOfficer[]
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

/**
 * What the sign-in page offers.
 * @param find shows only officers in whose body, office or login this stands; blank: all
 * @returns `first`: the few of a first try, in the order of their road (none while somebody is searched for)
 */
export async function sampleAccounts(ctx: Context, find = ''): Promise<{ first: SampleOfficer[]; bodies: SampleBody[] }> {
  const logins = readOrganisation(sampleFile).bodies.flatMap((body) => body.officers.map((officer) => officer.login))
  const found = await rows<SampleOfficer & { bodyName: string }>(ctx.db, `
    select b.name as "bodyName", b.short_name as body, o.login, o.name, string_agg(r.name, '、' order by r.name) as roles
    from officer o
    join officer_post p on p.officer_id = o.id
    join body b on b.id = p.body_id
    join role r on r.body_id = p.body_id and r.code = p.role
    where o.login = any(?) and o.state = 'active'
    group by b.id, b.name, b.short_name, o.id order by min(o.id)`, [logins])
  const wanted = found.filter(({ bodyName, roles, login }) => `${bodyName} ${roles} ${login}`.toLowerCase().includes(find.toLowerCase()))
  const bodies = new Map<string, SampleBody>()
  for (const { bodyName, ...officer } of wanted) {
    const group = bodies.get(bodyName) ?? { name: bodyName, officers: [] }
    group.officers.push(officer)
    bodies.set(bodyName, group)
  }
  const first = find === '' ? FIRST_ACCOUNTS.flatMap(({ logins: some }) => some.flatMap((login) => found.find((officer) => officer.login === login) ?? [])) : []
  return { first, bodies: [...bodies.values()] }
}
