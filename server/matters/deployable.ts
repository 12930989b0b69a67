/**
 * What an engine gets of a bundle. An engine knows a decision by its id, and a business rule task takes the latest of that id (Zeebe 8.5 knows no
 * other binding): an open case would be decided by tables it did not begin under. So decisions go out under ids that hold the tables' hash, and
 * the diagram calls them by those; what is signed and shown keeps the names its author gave. Pure.
 */
import { createHash } from 'node:crypto'
import type { Diagram } from '../zeebe/service.ts'
import type { MatterVersion } from './types.ts'

export function diagramOf({ hash, processId, code, bundle }: Pick<MatterVersion, 'hash' | 'processId' | 'code' | 'bundle'>): Diagram {
  const tables = Object.entries(bundle.tables ?? {})
  const content = createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 12)
  const named = (text: string, attributes: string, ids: readonly string[]): string =>
    ids.reduce((all, id) => all.replaceAll(new RegExp(`(\\s(?:${attributes})\\s*=\\s*)(["'])(#?)${escaped(id)}\\2`, 'g'), (_, head: string, quote: string, mark: string) => `${head}${quote}${mark}${id}_${content}${quote}`), text)
  const ids = tables.flatMap(([, xml]) => decisionsOf(xml))
  return {
    hash, processId,
    resources: [
      ...tables.map(([name, xml]) => ({ name: `${code}.${name}.dmn`, content: named(xml, 'id|href|dmnElementRef', decisionsOf(xml)) })),
      { name: `${code}.bpmn`, content: named(bundle.diagram, 'decisionId', ids) },
    ],
  }
}

/** Ids of the decisions a file draws. */
function decisionsOf(xml: string): string[] {
  return [...xml.matchAll(/<(?:[\w.-]+:)?decision\s[^>]*?\bid\s*=\s*(["'])([^"']+)\1/g)].map((match) => match[2]!)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
