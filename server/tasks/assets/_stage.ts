/**
 * The window onto a diagram: what part is shown how large, and the buttons, keys and fingers that change it. Knows boxes and sizes,
 * nothing of cases.
 */
export interface Canvas {
  zoom(scale: number | 'fit-viewport', center?: 'auto' | { x: number; y: number }): number
  scroll(by: { dx: number; dy: number }): void
  viewbox(): { x: number; y: number; width: number; height: number; inner: Box; outer: { width: number; height: number }; scale: number }
  viewbox(box: Box): void
  resized(): void
  addMarker(id: string, marker: string): void
}
export interface Elements { get(id: string): Drawn | undefined }
/** A drawn element with the events that hang on its edge. */
export interface Drawn extends Box { attachers?: Box[] }
interface Box { x: number; y: number; width: number; height: number }

/** Text of a step is 12 px high at 1; below this it cannot be read. */
const LEAST_READABLE = 0.85
const MOST_AT_START = 1.1
const MARGIN = 60
const STEP = 1.25
const [SMALLEST, LARGEST] = [0.2, 3]

export class Stage {
  private here: string[] = []

  constructor(
    private readonly figure: HTMLElement,
    private readonly container: HTMLElement,
    private readonly canvas: Canvas,
    private readonly elements: Elements,
    private readonly wheel: { toggle(on: boolean): void },
  ) {}

  open(here: string[]): void {
    this.here = here
    this.showHere()
    const tools = this.figure.querySelector<HTMLElement>('.diagram-tools')
    if (tools) tools.hidden = false
    this.figure.addEventListener('click', (event) => this.pressed(event.target))
    addEventListener('keydown', (event) => { if (event.key === 'Escape' && this.isFull()) this.setFull(false) })
    this.followFinger()
  }

  private pressed(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest<HTMLElement>('button') : null
    if (button?.dataset.full !== undefined) return this.setFull(!this.isFull())
    switch (button?.dataset.zoom) {
      case 'here': return this.showHere()
      case 'all': return void this.canvas.zoom('fit-viewport', 'auto')
      case 'in': return this.zoomBy(STEP)
      case 'out': return this.zoomBy(1 / STEP)
    }
  }

  private zoomBy(factor: number): void {
    const { scale, outer } = this.canvas.viewbox()
    this.canvas.zoom(Math.min(Math.max(scale * factor, SMALLEST), LARGEST), { x: outer.width / 2, y: outer.height / 2 })
  }

  /** The steps named in the middle, as large as fits between readable and a little more than natural. */
  private showHere(): void {
    const { outer, inner } = this.canvas.viewbox()
    const boxes = this.here.map((id) => this.elements.get(id)).filter((box) => box !== undefined)
    const part = boxes.length > 0 ? around(boxes) : inner
    const fits = Math.min(outer.width / (part.width + 2 * MARGIN), outer.height / (part.height + 2 * MARGIN))
    const scale = Math.min(Math.max(fits, LEAST_READABLE), MOST_AT_START)
    const [width, height] = [outer.width / scale, outer.height / scale]
    this.canvas.viewbox({ x: within(part.x + part.width / 2, width, inner.x, inner.width), y: within(part.y + part.height / 2, height, inner.y, inner.height), width, height })
  }

  private isFull(): boolean {
    return this.figure.classList.contains('is-full')
  }

  private setFull(full: boolean): void {
    this.figure.classList.toggle('is-full', full)
    document.documentElement.classList.toggle('has-full', full)
    this.figure.querySelector('[data-full]')?.setAttribute('aria-pressed', String(full))
    this.wheel.toggle(full)
    this.canvas.resized()
    this.showHere()
  }

  /** bpmn-js follows the mouse only; a finger moves the picture sideways in the page, and every way in the whole window. */
  private followFinger(): void {
    let last: { x: number; y: number } | null = null
    this.container.addEventListener('pointerdown', (event) => { if (event.pointerType === 'touch') last = { x: event.clientX, y: event.clientY } })
    this.container.addEventListener('pointermove', (event) => {
      if (!last || event.pointerType !== 'touch') return
      this.canvas.scroll({ dx: event.clientX - last.x, dy: this.isFull() ? event.clientY - last.y : 0 })
      last = { x: event.clientX, y: event.clientY }
    })
    for (const end of ['pointerup', 'pointercancel'] as const) addEventListener(end, () => { last = null })
  }
}

function around(boxes: Box[]): Box {
  const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))]
  const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Where a window of `size` round `middle` begins, so that it shows no more empty paper than it must. */
function within(middle: number, size: number, from: number, length: number): number {
  if (size >= length + 2 * MARGIN) return from + length / 2 - size / 2
  return Math.min(Math.max(middle - size / 2, from - MARGIN), from + length + MARGIN - size)
}
