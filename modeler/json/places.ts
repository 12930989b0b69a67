/** Places in a JSON text: the path of a position, the position of a pointer. Pure, on CodeMirror's syntax tree. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language'
import { pathOf } from '../forms/schemaPath.ts'
import type { EditorState } from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'

/** A form of a hundred kilobytes takes about 20. */
const PARSE_MS = 300
const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'])

/** Keys from the root to a node: property names and indexes of lists. */
export function pathOfNode(state: EditorState, start: SyntaxNode): string[] {
  const path: string[] = []
  for (let node: SyntaxNode | null = start; node?.parent; node = node.parent) {
    const { parent } = node as { parent: SyntaxNode }
    if (parent.name === 'Property' && node.name !== 'PropertyName') path.unshift(nameOf(state, parent))
    if (parent.name === 'Array') path.unshift(String(values(parent).findIndex((one) => one.from === node!.from)))
  }
  return path
}

/** Where the value of a JSON pointer stands; its nearest parent that is there where it is missing. */
export function rangeOfPointer(state: EditorState, pointer: string): { from: number; to: number } {
  // the editor parses what is on the screen first; a place farther down is to be found too
  let node = values((ensureSyntaxTree(state, state.doc.length, PARSE_MS) ?? syntaxTree(state)).topNode)[0]
  for (const key of pathOf(pointer)) {
    const next = node && childOf(state, node, key)
    if (!next) break
    node = next
  }
  return node ? { from: node.from, to: node.name === 'Object' || node.name === 'Array' ? node.from + 1 : node.to } : { from: 0, to: 0 }
}

/** The property names an object has already. */
export function namesOf(state: EditorState, object: SyntaxNode): string[] {
  return object.getChildren('Property').map((property) => nameOf(state, property))
}

function childOf(state: EditorState, node: SyntaxNode, key: string): SyntaxNode | undefined {
  if (node.name === 'Array') return values(node)[Number(key)]
  const property = node.getChildren('Property').find((one) => nameOf(state, one) === key)
  return property && values(property)[0]
}

function values(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) if (VALUES.has(child.name)) found.push(child)
  return found
}

function nameOf(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild('PropertyName')
  if (!name) return ''
  const text = state.sliceDoc(name.from, name.to)
  try {
    return JSON.parse(text) as string
  } catch {
    return text.replaceAll('"', '')
  }
}
