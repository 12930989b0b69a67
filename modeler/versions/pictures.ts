/**
 * One or two diagrams that can be looked at and not changed, moving together; what differs is coloured and bears a sign. Wraps bpmn-js's
 * viewer; which states are shown, and the sentences beside them, are the tab's.
 */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer'
import type { Compared } from '../drafts/server.ts'
import type { Services } from '../drawing/drawing.ts'

interface Box { x: number; y: number; width: number; height: number }
type Canvas = Omit<Services['canvas'], 'viewbox'> & { viewbox(box?: Box): Box }
type Kind = Compared['kind']

/** Never by colour alone. */
const SIGNS: Record<Kind, string> = { added: '+', removed: '−', changed: '≠' }

/** Told on the element; the sentences beside the pictures have them all. */
const MOST_FACTS = 3

/** Smaller, words of a step cannot be read. */
const READABLE = 0.6

export class Pictures {
  private readonly viewers: InstanceType<typeof NavigatedViewer>[]
  private following = false

  /** @param places one element a diagram, the earlier state first */
  constructor(places: HTMLElement[]) {
    this.viewers = places.map((container) => new NavigatedViewer({ container } as never))
    this.viewers.forEach((viewer) => (viewer.get('eventBus') as Services['eventBus']).on('canvas.viewbox.changed', () => this.follow(viewer)))
  }

  /** @param texts one a diagram. @throws Error for one that cannot be read or drawn */
  async open(texts: string[]): Promise<void> {
    this.following = true // until all are there
    for (const [at, viewer] of this.viewers.entries()) await viewer.importXML(texts[at]!)
    this.following = false
    const last = this.viewers.at(-1)!
    this.begin(last)
    this.follow(last)
  }

  /** The whole picture where it can be read so, else where it starts. */
  private begin(viewer: InstanceType<typeof NavigatedViewer>): void {
    const canvas = this.canvas(viewer)
    if (canvas.zoom('fit-viewport') >= READABLE) return
    canvas.zoom(READABLE)
    const start = (viewer.get('elementRegistry') as Services['elementRegistry']).getAll().find(({ type }) => type === 'bpmn:StartEvent')
    if (start) canvas.scrollToElement(start, 120)
  }

  /** Marks what came, went or changed: what went in the earlier picture, what came in the later, what changed in both. */
  mark(changes: readonly Compared[], words: (kind: Kind) => string, more: (count: number) => string): void {
    const kinds = new Map<string, Kind>()
    for (const { place, kind, whole } of changes) if (whole || !kinds.has(place)) kinds.set(place, whole ? kind : 'changed')
    for (const [id, kind] of kinds) {
      const facts = kind === 'changed' ? changes.flatMap(({ place, short }) => (place === id && short !== null ? [short] : [])) : []
      for (const [at, viewer] of this.viewers.entries()) {
        if ((kind === 'removed' && at > 0) || (kind === 'added' && at === 0 && this.viewers.length > 1) || !this.isDrawn(viewer, id)) continue
        this.canvas(viewer).addMarker(id, `m-change-${kind}`)
        ;(viewer.get('overlays') as Services['overlays']).add(id, 'tongban-change', { position: { top: -12, left: -8 }, html: sign(kind, [words(kind), ...facts].join('\n')) })
        // once is enough, and the later state is the one that is judged
        if (facts.length > 0 && at === this.viewers.length - 1) this.tellFacts(viewer, id, facts.length > MOST_FACTS ? [...facts.slice(0, MOST_FACTS), more(facts.length - MOST_FACTS)] : facts)
      }
    }
  }

  /** What is set of a step, below it: its values before and after. A flow or an event has its sign alone. */
  private tellFacts(viewer: InstanceType<typeof NavigatedViewer>, id: string, facts: readonly string[]): void {
    const element = (viewer.get('elementRegistry') as Services['elementRegistry']).get(id)!
    if (!/Task$|Activity$/.test(element.type)) return
    ;(viewer.get('overlays') as Services['overlays']).add(id, 'tongban-facts', { position: { bottom: -4, left: 0 }, html: list(facts) })
  }

  /** Brings an element to the middle, in whichever pictures it is. */
  show(id: string): void {
    const viewer = this.viewers.findLast((one) => this.isDrawn(one, id))
    if (!viewer) return
    const element = (viewer.get('elementRegistry') as Services['elementRegistry']).get(id)!
    this.canvas(viewer).scrollToElement(element, 120)
    for (const one of this.viewers) (one.get('selection') as Services['selection']).select((one.get('elementRegistry') as Services['elementRegistry']).get(id) ?? null)
  }

  close(): void {
    for (const viewer of this.viewers) viewer.destroy()
  }

  private follow(moved: InstanceType<typeof NavigatedViewer>): void {
    if (this.following) return
    this.following = true
    const { x, y, width, height } = this.canvas(moved).viewbox()
    for (const viewer of this.viewers) if (viewer !== moved) this.canvas(viewer).viewbox({ x, y, width, height })
    this.following = false
  }

  private canvas(viewer: InstanceType<typeof NavigatedViewer>): Canvas {
    return viewer.get('canvas') as Canvas
  }

  private isDrawn(viewer: InstanceType<typeof NavigatedViewer>, id: string): boolean {
    const element = id === '' ? undefined : (viewer.get('elementRegistry') as Services['elementRegistry']).get(id)
    return element !== undefined && element !== this.canvas(viewer).getRootElement()
  }
}

function list(facts: readonly string[]): HTMLElement {
  const element = document.createElement('ul')
  element.className = 'm-change-facts'
  element.replaceChildren(...facts.map((fact) => {
    const line = document.createElement('li')
    line.textContent = fact
    line.title = fact
    return line
  }))
  return element
}

function sign(kind: Kind, name: string): HTMLElement {
  const element = document.createElement('span')
  element.className = `m-change-sign m-change-sign-${kind}`
  element.textContent = SIGNS[kind]
  element.title = name
  element.setAttribute('role', 'img')
  element.setAttribute('aria-label', name)
  return element
}
