/** A file of cases (`tables/<name>.cases.yaml`) changed in one place: what else stands in it, remarks too, stays. Pure. */
import { isMap, isSeq, parseDocument, type Document } from 'yaml'

/** @param value undefined: the case does not give it */
export function withGiven(text: string, [decision, index]: readonly [string, number], name: string, value: unknown): string {
  return changed(text, (file) => {
    if (value === undefined) file.deleteIn([decision, index, 'given', name])
    else file.setIn([decision, index, 'given', name], value)
  })
}

export function withExpected(text: string, [decision, index]: readonly [string, number], value: unknown): string {
  return changed(text, (file) => file.setIn([decision, index, 'expect'], file.createNode(value, { flow: true })))
}

/** A further case behind those there are. */
export function withCase(text: string, decision: string, one: { given: Record<string, unknown>; expect: unknown }): string {
  return changed(text, (file) => {
    const made = file.createNode(one, { flow: true })
    if (!isMap(file.contents)) file.contents = file.createNode({}) as typeof file.contents
    const list = file.get(decision, true)
    if (!isSeq(list)) return file.set(file.createNode(decision), file.createNode([made]))
    list.flow = false
    list.add(made)
  })
}

export function withoutCase(text: string, [decision, index]: readonly [string, number]): string {
  return changed(text, (file) => {
    file.deleteIn([decision, index])
    const list = file.get(decision, true)
    if (isSeq(list) && list.items.length === 0) file.delete(decision)
  })
}

function changed(text: string, change: (file: Document) => void): string {
  const file = parseDocument(text)
  change(file)
  return file.toString({ lineWidth: 0 })
}
