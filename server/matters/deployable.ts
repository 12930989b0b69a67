/**
 * What an engine gets of a bundle. An engine knows a decision by its id, and a business rule task takes the latest of that id (Zeebe 8.5 knows no
 * other binding): an open case would be decided by tables it did not begin under. So decisions that steps call go out under ids that hold the tables'
 * hash, and the diagram calls them by those; what is signed and shown keeps the names its author gave. No author gives a
 * decision an id that ends so (rule tables-are-called). Pure.
 */
import { createHash } from 'node:crypto'
import type { Diagram } from '../zeebe/service.ts'
import type { MatterVersion } from './types.ts'

export function diagramOf({ hash, processId, code, bundle }: Pick<MatterVersion, 'hash' | 'processId' | 'code' | 'bundle'>): Diagram {
  const tables = Object.entries(bundle.tables ?? {})
  const content = createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 12)
  const drawn = new Set(tables.flatMap(([, xml]) => valuesIn(xml, /^(?:[\w.-]+:)?decision$/, /^id$/)))
  const called = new Set(valuesIn(bundle.diagram, CALL, /^decisionId$/).filter((id) => drawn.has(id)))
  const renamed = (xml: string, element: RegExp, attribute: RegExp): string =>
    mapped(xml, element, attribute, (value) => (called.has(plain(value).replace(/^#/, '')) ? `${value}_${content}` : value))
  return {
    hash, processId,
    resources: [
      ...tables.map(([name, xml]) => ({ name: `${code}.${name}.dmn`, content: renamed(xml, /./, /^(?:id|href|dmnElementRef)$/) })),
      { name: `${code}.bpmn`, content: renamed(bundle.diagram, CALL, /^decisionId$/) },
    ],
  }
}

const CALL = /^(?:[\w.-]+:)?calledDecision$/
/** A tag with its attributes; a `>` inside a value does not end it. */
const TAG = /<([A-Za-z_][\w.:-]*)((?:\s+[^\s=<>/"']+\s*=\s*(?:"[^"]*"|'[^']*'))+)/g
const ATTRIBUTE = /(\s+)([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/g

function valuesIn(xml: string, element: RegExp, attribute: RegExp): string[] {
  const found: string[] = []
  mapped(xml, element, attribute, (value) => (found.push(plain(value)), value))
  return found
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The value of an attribute as a parser has it: `&#78;` is N. */
function plain(value: string): string {
  return value.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return NAMED[name]!
    const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Values of the attributes of elements, each as `map` gives it; everything else as it stands. */
function mapped(xml: string, element: RegExp, attribute: RegExp, map: (value: string) => string): string {
  return xml.replaceAll(TAG, (tag, name: string, attributes: string) => {
    if (!element.test(name)) return tag
    return `<${name}${attributes.replaceAll(ATTRIBUTE, (_, space: string, key: string, is: string, value: string) => `${space}${key}${is}${attribute.test(key) ? value[0]! + map(value.slice(1, -1)) + value[0]! : value}`)}`
  })
}
