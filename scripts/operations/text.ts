/** What the operations command line prints when it is not asked for JSON: tables and paragraphs for a terminal. Pure. */
import { explain, sentence, type InstanceView, type Listing, type Noun, type Overview } from '../../server/operations/service.ts'

/** Column title -> where its value is found in a row. */
const COLUMNS: Record<Noun, Record<string, string>> = {
  instances: { KEY: 'key', CASE: 'case.number', PROCESS: 'processId', VERSION: 'version', STATE: 'state', INCIDENTS: 'incidents', STARTED: 'startedAt', ENDED: 'endedAt' },
  incidents: { KEY: 'key', INSTANCE: 'instance', CASE: 'case.number', ELEMENT: 'elementId', TYPE: 'errorType', SINCE: 'createdAt', MESSAGE: 'errorMessage' },
  jobs: { KEY: 'key', INSTANCE: 'instance', CASE: 'case.number', ELEMENT: 'elementId', TYPE: 'type', STATE: 'state', RETRIES: 'retries', WORKER: 'worker', UNTIL: 'due' },
  timers: { KEY: 'key', INSTANCE: 'instance', CASE: 'case.number', ELEMENT: 'elementId', DUE: 'due', REPEATS: 'repetitions' },
  messages: { KEY: 'key', NAME: 'name', CORRELATION: 'correlationKey', ID: 'messageId', EXPIRES: 'expiresAt' },
  subscriptions: { KEY: 'key', INSTANCE: 'instance', CASE: 'case.number', ELEMENT: 'elementId', MESSAGE: 'name', CORRELATION: 'correlationKey' },
}

const SILENT = 'This engine is a Zeebe and cannot be read from here: see its own tools. What you know the key of can be acted on.'
const FROM = { engine: '', books: 'As our own books have it; the engine itself cannot be read from here.\n', nothing: `${SILENT}\n` } as const

export function tableText(noun: Noun, listing: Listing): string {
  if (listing.items.length === 0) return `${FROM[listing.from]}${listing.from === 'nothing' ? '' : `No ${noun}.`}`.trim()
  const rows = listing.items.map((item) => Object.values(COLUMNS[noun]).map((path) => cell(path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], item))))
  return `${FROM[listing.from]}${table([Object.keys(COLUMNS[noun]), ...rows])}${listing.next ? `\nMore: --after ${listing.next}` : ''}`
}

function cell(value: unknown): string {
  return value === null || value === undefined || value === '' ? '-' : String(value).replace(/\s+/g, ' ').slice(0, 80)
}

/** Chinese signs take two columns of a terminal. */
const width = (text: string): number => [...text].reduce((sum, sign) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(sign) ? 2 : 1), 0)

export function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => width(row[column]!))))
  return rows.map((row) => row.map((text, column) => (column === row.length - 1 ? text : text + ' '.repeat(widths[column]! - width(text)))).join('  ')).join('\n')
}

export function overviewText({ engines, outbox, report, failures, letters, numbers }: Overview): string {
  const lines = engines.map(({ name, state, summary }) => `${name}: ${state}${summary ? `, ${summary.instances} instances, ${summary.incidents} incidents, ${summary.jobs} jobs, ${summary.timers} timers, ${summary.messages} messages` : ''}`)
  lines.push(`outbox: ${outbox.waiting} waiting${outbox.oldest ? ` since ${outbox.oldest.toISOString()}` : ''}, ${outbox.failing.length} failing; jobs held: ${report.openJobs}`)
  const number = (caseId: string | null): string => (caseId === null ? 'no case' : (numbers.get(caseId) ?? caseId))
  for (const each of report.lost) lines.push(`LOST     case ${number(each.caseId)}: the engine has no instance ${each.instanceKey}. Restore database and engine from the same moment.`)
  for (const each of outbox.failing) lines.push(`FAILING  case ${number(each.caseId)} ${each.topic}, ${each.attempt} tries: ${cell(each.error)}`)
  for (const each of failures) lines.push(`SWEEP    case ${number(each.caseId)}, ${each.failures} times: ${cell(each.lastError)}`)
  for (const each of letters) lines.push(`LETTER   ${each.number} of case ${number(each.caseId)} lacks glyphs for ${each.missing.map(({ character, codePoint }) => `${character} (${codePoint})`).join(', ')}`)
  for (const { incidents } of engines) for (const each of incidents) lines.push(`INCIDENT ${each.key} at ${each.elementId} of instance ${each.instance}: ${cell(each.errorMessage)}`)
  return lines.join('\n')
}

export function instanceText({ told, whole, caller, case: link, names, places }: InstanceView): string {
  const nameOf = (id: string): string => names.get(id) ?? id
  const lines = [`${whole.processId ?? '?'} version ${whole.version ?? '?'}, instance ${whole.key}: ${whole.state}${link ? `, case ${link.number} (${link.state})` : ', of no case'}`, `started ${whole.startedAt ?? '-'}, ended ${whole.endedAt ?? '-'}`]
  if (caller) lines.push(`called by instance ${caller.instance} at ${caller.elementId} (${caller.step} of ${caller.process}); it is cancelled with the outermost instance, ${whole.root}, where its history stands too`)
  if (!told) lines.push(SILENT)
  for (const incident of whole.incidents) {
    const { what, means, act } = explain('en', incident.errorType, nameOf(incident.elementId))
    lines.push('', `INCIDENT ${incident.key}: ${what}`, `  ${means}`, `  To do: ${act}`, `  Its words: ${incident.errorMessage}`)
  }
  if (whole.elements.length > 0) {
    lines.push('', table([['ELEMENT', 'NAME', 'KEY', 'SINCE', 'VARIABLES'], ...whole.elements.map((element) => [element.elementId, nameOf(element.elementId), element.key, places.find((place) => place.elementId === element.elementId)?.since ?? whole.startedAt ?? '-', cell(JSON.stringify(element.variables))])]))
  }
  for (const { elementId, calls } of whole.elements) if (calls) lines.push(`${elementId} calls ${calls.processId} version ${calls.version}: instance ${calls.instance}${calls.incidents > 0 ? `, incidents: ${calls.incidents}` : ''}`)
  if (whole.history.length > 0) lines.push('', ...whole.history.map(({ at, events }) => `${at}  ${events.map((line) => sentence('en', line, nameOf)).join('; ')}`))
  return lines.join('\n')
}
