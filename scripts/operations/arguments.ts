/** The command line of operations, read and checked: what is wished, or one sentence why it is not clear. Pure. */
import { parseArgs } from 'node:util'
import { NOUNS, type Act, type ListFilter, type Noun } from '../../server/operations/service.ts'

export const USAGE = `npm run operations -- <verb> <resource> [key] [flags]

  show summary                                   what needs an operator
  show instance KEY                              where it stands, its variables, what happened
  list instances|incidents|jobs|timers|messages|subscriptions
       [--state active|incident|ended|<job state>] [--process ID] [--instance KEY] [--type JOBTYPE] [--limit N] [--after KEY]
  resolve incident KEY --reason TEXT [--retries N] [--job KEY]
  retry job KEY --retries N --reason TEXT
  cancel instance KEY --reason TEXT
  set variables ELEMENTKEY '{"name": value}' --reason TEXT [--local]
  modify instance KEY [--activate ID,ID] [--terminate KEY,KEY] --reason TEXT

  --json, --format json: the whole answer as JSON    --engine embedded|zeebe: which one, where there are two
  Aliases: pi = instance(s), inc = incident(s)`

export class Unclear extends Error {}

type WithoutEngine<A> = A extends unknown ? Omit<A, 'engine'> : never

export type Wish = { json: boolean; engine: 'embedded' | 'zeebe' | null } & (
  | { verb: 'list'; noun: Noun; filter: ListFilter }
  | { verb: 'show'; key: string | null }
  | { verb: 'act'; act: WithoutEngine<Act>; reason: string })

const OPTIONS = {
  json: { type: 'boolean' }, format: { type: 'string' }, engine: { type: 'string' }, state: { type: 'string' }, process: { type: 'string' }, instance: { type: 'string' }, type: { type: 'string' }, limit: { type: 'string' },
  after: { type: 'string' }, reason: { type: 'string' }, retries: { type: 'string' }, job: { type: 'string' }, activate: { type: 'string' }, terminate: { type: 'string' }, local: { type: 'boolean' },
} as const

const ALIASES: Record<string, string> = { pi: 'instances', inc: 'incidents', instance: 'instances', incident: 'incidents', job: 'jobs', timer: 'timers', message: 'messages', subscription: 'subscriptions' }

/** @throws Unclear */
export function readArguments(args: string[]): Wish {
  const { values, positionals } = parsed(args)
  const [verb = '', resource = '', first, second] = positionals
  const common = { json: formatOf(values), engine: engineOf(values.engine) }
  const noun = ALIASES[resource] ?? resource
  switch (`${verb} ${noun}`) {
    case 'show summary': return { ...common, verb: 'show', key: null }
    case 'show instances': return { ...common, verb: 'show', key: keyOf(first, 'the instance') }
    case 'resolve incidents': return acting({ verb: 'resolve', key: keyOf(first, 'the incident'), ...(values.retries ? { retries: countOf(values.retries) } : {}), ...(values.job ? { job: keyOf(values.job, 'the job') } : {}) })
    case 'retry jobs': return acting({ verb: 'retry', key: keyOf(first, 'the job'), retries: countOf(values.retries) })
    case 'cancel instances': return acting({ verb: 'cancel', key: keyOf(first, 'the instance') })
    case 'set variables': return acting({ verb: 'set-variables', key: keyOf(first, 'the element instance'), variables: objectOf(second), local: values.local ?? false })
    case 'modify instances': return acting({ verb: 'modify', key: keyOf(first, 'the instance'), activate: several(values.activate), terminate: several(values.terminate).map((key) => keyOf(key, 'an element instance')) })
    default: {
      if (verb === 'list' && (NOUNS as readonly string[]).includes(noun)) return { ...common, verb: 'list', noun: noun as Noun, filter: filterOf(values) }
      throw new Unclear(verb === '' ? 'Say what to do.' : `There is no '${[verb, resource].filter(Boolean).join(' ')}'.`)
    }
  }

  function acting(act: WithoutEngine<Act>): Wish {
    if (!values.reason?.trim()) throw new Unclear('Say why with --reason: who acted and why goes on the trace.')
    return { ...common, verb: 'act', act, reason: values.reason }
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new Unclear((error as Error).message)
  }
}

/** As the authors' command line has it: --json is short for --format json. */
function formatOf({ json = false, format = json ? 'json' : 'text' }: { json?: boolean; format?: string }): boolean {
  if (!['text', 'json'].includes(format)) throw new Unclear(`There is no format '${format}'. Choose text or json.`)
  return json || format === 'json'
}

function filterOf(values: { state?: string; process?: string; instance?: string; type?: string; limit?: string; after?: string }): ListFilter {
  return {
    ...(values.state ? { state: values.state } : {}), ...(values.process ? { processId: values.process } : {}), ...(values.type ? { type: values.type } : {}),
    ...(values.instance ? { instance: keyOf(values.instance, 'the instance') } : {}), ...(values.after ? { after: keyOf(values.after, 'the row before') } : {}), ...(values.limit ? { limit: countOf(values.limit) } : {}),
  }
}

function keyOf(text: string | undefined, what: string): string {
  if (text === undefined) throw new Unclear(`Give the key of ${what}.`)
  if (!/^\d{1,18}$/.test(text)) throw new Unclear(`The key of ${what} is a number of at most 18 digits, but '${text}' was given.`)
  return text
}

function countOf(text: string | undefined): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new Unclear(text === undefined ? 'Give --retries, a whole number of at least 1.' : `A whole number of at least 1 is wanted, but '${text}' was given.`)
  return count
}

function engineOf(text: string | undefined): 'embedded' | 'zeebe' | null {
  if (text === undefined || text === 'embedded' || text === 'zeebe') return text ?? null
  throw new Unclear(`--engine is embedded or zeebe, but '${text}' was given.`)
}

const several = (text: string | undefined): string[] => (text ?? '').split(',').map((part) => part.trim()).filter(Boolean)

function objectOf(text: string | undefined): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    value = null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unclear(`Variables are a JSON object, for instance '{"outcome": "agree"}'${text === undefined ? '' : `, but '${text}' was given`}.`)
  return value as Record<string, unknown>
}
