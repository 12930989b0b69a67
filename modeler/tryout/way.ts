/** The diagram as it is, not to be changed here: the way a story went, where it stands, what no scenario went. */
import Viewer from 'bpmn-js/lib/NavigatedViewer'
import type { Services } from '../drawing/drawing.ts'

/** What is shown: `way` gone through, `here` waiting for somebody, `missed` nobody's way. */
export interface Shown { way: readonly string[]; here: readonly string[]; missed: readonly string[] }

const MARKERS = { way: 'm-way', here: 'm-here', missed: 'm-missed' } as const

export class Way {
  private readonly viewer: InstanceType<typeof Viewer>
  private readonly marked = new Map<string, readonly string[]>()
  private text = ''
  private fitted = false

  constructor(place: HTMLElement) {
    this.viewer = new Viewer({ container: place })
    new ResizeObserver(() => this.fit()).observe(place)
  }

  /** @returns false where the text is no diagram; what was shown before stays */
  async open(xml: string): Promise<boolean> {
    if (xml === this.text) return true
    try {
      await this.viewer.importXML(xml)
    } catch {
      return false
    }
    this.text = xml
    this.fitted = false
    this.marked.clear()
    this.fit()
    return true
  }

  show(shown: Shown): void {
    const [canvas, registry] = [this.get('canvas'), this.get('elementRegistry')]
    for (const [kind, marker] of Object.entries(MARKERS)) {
      const ids = shown[kind as keyof Shown].filter((id) => registry.get(id) && registry.get(id) !== canvas.getRootElement())
      for (const id of this.marked.get(marker) ?? []) if (registry.get(id)) canvas.removeMarker(id, marker)
      for (const id of ids) canvas.addMarker(id, marker)
      this.marked.set(marker, ids)
    }
  }

  /** Brings an element to the screen. */
  bring(id: string): void {
    const element = this.get('elementRegistry').get(id)
    if (element) this.get('canvas').scrollToElement(element, 80)
  }

  /** The whole picture once the place has a size. */
  private fit(): void {
    const canvas = this.get('canvas')
    canvas.resized()
    if (this.fitted || this.text === '' || canvas.viewbox().outer.width === 0) return
    canvas.zoom(canvas.zoom('fit-viewport', 'auto') * 0.96, 'auto') // not up to the very edge
    this.fitted = true
  }

  private get<Name extends keyof Services>(name: Name): Services[Name] {
    return this.viewer.get(name) as Services[Name]
  }
}
