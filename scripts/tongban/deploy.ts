/**
 * The verb deploy: a matter's bundle proposed to a running server, as a whole or not at all, and a signed proposal put into force from a day
 * on. Legal review stands between the two and is a person's; what may be done is judged by the server (server/publication).
 */
import { parseArgs } from 'node:util'
import { CannotRun } from './cannotRun.ts'
import { filesOf } from './deploy/files.ts'
import { signIn, type Door } from './deploy/door.ts'
import { proposalText, triedText, type Item, type Tried } from './deploy/telling.ts'
import { jsonText, print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- deploy MATTER [flags]          proposes what lies in the matter's folders
npm run tongban -- deploy --proposal KEY [flags]  where a proposal stands; with --effective it is published

  --dry-run          what is wrong with it and what it changes of what is in force; nothing is written
  --message TEXT     why, for the lawyer and the trail; owed by a proposal
  --base REVISION    the published revision the work stands on; the one published now unless said. Where somebody has
                     published another meanwhile, the server refuses and names both
  --proposal KEY     another revision of an open proposal; alone: look at it, or publish it
  --effective DAY    publishes a proposal that legal review has signed, from this day on (2026-12-01)
  --forms DIR        the folder of the forms, where it is not beside processes/
  --lang LANG        zh, en; zh unless said
  --format FORMAT    text, json; text unless said

  TONGBAN_SERVER     the server's address; http://127.0.0.1:3000 unless said
  TONGBAN_TOKEN      a token of POST /v1/sessions, or TONGBAN_LOGIN and TONGBAN_PASSWORD to sign in with`

export interface Wish { matter?: string; dryRun: boolean; message?: string; base?: string; proposal?: string; effective?: string; forms?: string; lang: string }

export const deploy: Verb = {
  usage,
  async run(args) {
    const { wish, format } = read(args)
    const door = await signIn(process.env, wish.lang)
    try {
      const { code, text, data } = await carryOut(door, wish)
      print(format === 'json' ? jsonText(data, 2) : text)
      return code
    } finally {
      await door.leave()
    }
  },
}

function read(args: string[]): { wish: Wish; format: string } {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  try {
    const { values, positionals: [matter, ...more] } = parseArgs({ args, allowPositionals: true, options: { 'dry-run': flag, message: text, base: text, proposal: text, effective: text, forms: text, lang: text, format: text } })
    const { 'dry-run': dryRun = false, lang = 'zh', format = 'text', ...rest } = values
    const wish: Wish = { ...rest, ...(matter === undefined ? {} : { matter }), dryRun, lang }
    const said = fault(wish)
    if (more.length === 0 && ['zh', 'en'].includes(lang) && ['text', 'json'].includes(format) && said === null) return { wish, format }
    throw new CannotRun(`${said === null ? '' : `${said}\n\n`}${usage}`)
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
}

function fault({ matter, proposal, message, effective, dryRun }: Wish): string | null {
  if (matter === undefined && proposal === undefined) return 'Name a matter, or a proposal.'
  if (matter !== undefined && effective !== undefined) return 'A day comes after legal review: publish with --proposal KEY --effective DAY.'
  if (matter === undefined && (dryRun || message !== undefined)) return 'Name the matter whose folders are proposed.'
  return matter !== undefined && !dryRun && (message ?? '').trim() === '' ? 'Say why with --message, for the lawyer who reviews it.' : null
}

export interface Outcome { code: number; text: string; data: object }

/** @throws CannotRun with the server's own words when it refuses. */
export async function carryOut(door: Door, wish: Wish): Promise<Outcome> {
  if (wish.matter === undefined) return wish.effective === undefined ? lookAt(door, wish.proposal!) : publish(door, wish.proposal!, wish.effective)
  const { code: matter, files } = filesOf(wish.matter, wish.forms)
  const tried = (await door.call('POST', '/v1/proposals/check', { matter, files })) as Tried
  const wrong = tried.problems.some(({ severity }) => severity === 'error')
  if (wish.dryRun || wrong || tried.changes.length === 0) {
    const last = wish.dryRun ? 'Nothing was written.' : wrong ? 'Nothing was proposed: correct the errors first.' : 'Nothing was proposed: it is what is in force.'
    return { code: wrong ? 1 : 0, text: triedText(tried, last), data: { ...tried, proposed: null } }
  }
  const base = wish.base ?? tried.base
  const proposed = (await door.call('POST', '/v1/proposals', { matter, base, files, message: wish.message, ...(wish.proposal === undefined ? {} : { proposalKey: wish.proposal }) })) as Item
  return { code: 0, text: triedText(tried, proposalText(proposed, door.address)), data: { ...tried, proposed } }
}

async function lookAt(door: Door, key: string): Promise<Outcome> {
  const found = (await door.call('GET', `/v1/proposals/${key}`)) as Item & Tried
  return { code: 0, text: triedText(found, proposalText(found, door.address)), data: found }
}

async function publish(door: Door, key: string, effectiveFrom: string): Promise<Outcome> {
  const published = (await door.call('POST', `/v1/proposals/${key}/publication`, { effectiveFrom })) as Item
  return { code: 0, text: proposalText(published, door.address), data: published }
}
