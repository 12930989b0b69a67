/** Engine matters in plain words: what happened, what it means, what to do. Pure; sentences are in the message catalogue. */
import { hasMessage, translate, type Locale } from '../web/messages.ts'

export interface Explained { what: string; means: string; act: string }

/** @param step the element's name as drawn */
export function explain(locale: Locale, errorType: string, step: string): Explained {
  const type = hasMessage(locale, `operations.incident.${errorType}.what`) ? errorType : 'UNKNOWN'
  const say = (part: string): string => translate(locale, `operations.incident.${type}.${part}`, { step })
  return { what: say('what'), means: say('means'), act: say('act') }
}

const SIGNS: Record<string, string> = { '+': 'entered', '-': 'left', '=': 'passed', x: 'terminated', f: 'failed', e: 'errorThrown', '!': 'incident', '.': 'resolved' }

export interface Told { sign: string; elementId: string; rest: string }

/** A line of the history, `!review JOB_NO_RETRIES message`, taken apart. */
export function told(line: string): Told {
  const [, elementId = '', rest = ''] = /^(\S*)(?: (.*))?$/s.exec(line.slice(1)) ?? []
  return { sign: line[0] ?? '', elementId, rest }
}

/** One line of the history as a sentence. */
export function sentence(locale: Locale, line: string, nameOf: (elementId: string) => string): string {
  const { sign, elementId, rest } = told(line)
  const word = SIGNS[sign]
  return word === undefined ? line : translate(locale, `operations.event.${word}`, { step: nameOf(elementId), rest: rest.replace(/^[A-Z_]+ /, '') })
}

/** Names as drawn, by element id; an element without a name goes by its id. For reading only: the engine itself parses diagrams. */
export function namesOf(xml: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const [tag] of xml.matchAll(/<(?:\w+:)?[A-Za-z]+\b[^<>]*>/g)) {
    const id = /\sid="([^"]+)"/.exec(tag)?.[1]
    const name = /\sname="([^"]*)"/.exec(tag)?.[1]
    if (id && name && !names.has(id)) names.set(id, unescape(name))
  }
  return names
}

/** Ids of the elements a token can be set on, in the order of the file. Start and boundary events are entered by what triggers them. */
export function enterable(xml: string): string[] {
  const nodes = [...xml.matchAll(/<(?:\w+:)?(\w*(?:[tT]ask|Event|Gateway|[sS]ubProcess|callActivity))\s([^<>]*)>/g)].filter(([, type]) => !/^(start|boundary)Event$/.test(type!))
  return nodes.flatMap(([, , attributes]) => /(?:^|\s)id="([^"]+)"/.exec(attributes!)?.[1] ?? [])
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) =>
    name !== undefined ? (ENTITIES[name] ?? all) : String.fromCodePoint(Math.min(0x10ffff, decimal !== undefined ? Number(decimal) : parseInt(hex!, 16)))).replace(/\s+/g, ' ').trim()
}
