/**
 * What an engine gets of a bundle. An engine knows a decision by its id, and a business rule task takes the latest of that id (Zeebe 8.5 knows no
 * other binding): an open case would be decided by tables it did not begin under. So decisions that steps call go out under ids that hold the tables'
 * hash, and the diagram calls them by those; what is signed and shown keeps the names its author gave. Pure.
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
    mapped(xml, element, attribute, (value) => (called.has(value.replace(/^#/, '')) ? `${value}_${content}` : value))
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
  mapped(xml, element, attribute, (value) => (found.push(value), value))
  return found
}

/** Values of the attributes of elements, each as `map` gives it; everything else as it stands. */
function mapped(xml: string, element: RegExp, attribute: RegExp, map: (value: string) => string): string {
  return xml.replaceAll(TAG, (tag, name: string, attributes: string) => {
    if (!element.test(name)) return tag
    return `<${name}${attributes.replaceAll(ATTRIBUTE, (_, space: string, key: string, is: string, value: string) => `${space}${key}${is}${attribute.test(key) ? value[0]! + map(value.slice(1, -1)) + value[0]! : value}`)}`
  })
}
