/**
 * The pictures of elements stand in the order of the model, later ones above. diagram-js moves each picture from the first misplaced one on
 * (a shape appended to 300 elements: 332 moves, and the browser lays all of them out anew); here only those move that must. Pure but for
 * the module at its end.
 */

/** @returns which of these places already rise, as many as possible; a place below nought never does */
export function rising(places: readonly number[]): Set<number> {
  const ends: number[] = [] // ends[length - 1]: the index at which a rising row of this length ends lowest
  const before: number[] = []
  places.forEach((place, index) => {
    if (place < 0) return
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (places[ends[middle]!]! < place) low = middle + 1
      else high = middle
    }
    before[index] = low > 0 ? ends[low - 1]! : -1
    ends[low] = index
  })
  const row = new Set<number>()
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index]!) row.add(index)
  return row
}

interface Element { id: string; parent?: Element; children?: Element[] }
interface Factory { updateContainments(elements: Element[]): void; _getChildrenContainer(parent: Element): SVGElement }

class FewMoves {
  static $inject = ['graphicsFactory', 'elementRegistry']

  constructor(factory: Factory, registry: { getGraphics(element: Element): SVGElement }) {
    factory.updateContainments = (elements) => {
      for (const parent of new Set(elements.flatMap((element) => (element.parent ? [element.parent] : [])))) {
        if (parent.children) ordered(factory._getChildrenContainer(parent), parent.children.map((child) => registry.getGraphics(child).parentNode!))
      }
    }
  }
}

function ordered(container: Node, wanted: readonly Node[]): void {
  const places = new Map([...container.childNodes].map((node, place) => [node as Node, place]))
  const staying = rising(wanted.map((node) => places.get(node) ?? -1))
  let next: Node | null = null
  for (let index = wanted.length - 1; index >= 0; index--) {
    const node = wanted[index]!
    if (!staying.has(index)) container.insertBefore(node, next)
    next = node
  }
}

export const orderModule = { __init__: ['fewMoves'], fewMoves: ['type', FewMoves] }
