/**
 * What a file draws but bpmn-js cannot (a flow without an end, a shape of nothing) stays in the file: bpmn-js orders the picture's
 * elements after the canvas when it writes, and would drop the shapes and edges that are not on it.
 */
import type { Moddle, Shape } from './drawing.ts'

/** Round bpmn-js's own ordering (2000). */
const [BEFORE, AFTER] = [2100, 1900]

class Undrawn {
  static $inject = ['eventBus', 'canvas']

  constructor(eventBus: { on(event: string, priority: number, listener: () => void): void }, canvas: { getRootElements(): (Shape & { di?: Moddle })[] }) {
    const planes = (): Moddle[] => canvas.getRootElements().flatMap(({ di }) => (di ? [di] : []))
    let stood: [Moddle, Moddle[]][] = []
    eventBus.on('saveXML.start', BEFORE, () => { stood = planes().map((plane) => [plane, [...elementsOf(plane)]]) })
    eventBus.on('saveXML.start', AFTER, () => {
      for (const [plane, before] of stood) {
        const drawn = new Set(elementsOf(plane))
        plane.set('planeElement', [...drawn, ...before.filter((element) => !drawn.has(element))])
      }
    })
  }
}

function elementsOf(plane: Moddle): Moddle[] {
  return (plane.get('planeElement') as Moddle[] | undefined) ?? []
}

/** An element deleted by hand has left its plane by then, so nothing comes back. */
export const undrawnModule = { __init__: ['tongbanUndrawn'], tongbanUndrawn: ['type', Undrawn] }
