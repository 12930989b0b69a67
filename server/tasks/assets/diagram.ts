/**
 * The diagram of a case with where it stands: read-only, opened at a size that can be read on the steps at work, moved by dragging,
 * zoomed by buttons, over the whole window on wish. Text goes in as text nodes only: names in foreign diagrams never become markup.
 */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer'
import 'bpmn-js/dist/assets/diagram-js.css'
import 'bpmn-js/dist/assets/bpmn-js.css'
import { Stage, type Canvas, type Drawn, type Elements } from './_stage.ts'

interface Mark { elementId: string; state: 'active' | 'stuck' | 'done' | 'ended'; lines: string[] }
interface Model { xml: string; marks: Mark[]; failed: string }
interface Overlays { add(id: string, overlay: { position: { bottom: number; left: number } | { top: number; left: number }; html: HTMLElement; scale: boolean }): void }

/** Height of a line of a flag, and how far it stands off (style.css, .step-flag). */
const [FLAG_LINE, GAP] = [16, 4]

for (const figure of document.querySelectorAll<HTMLElement>('[data-diagram]')) void show(figure)

async function show(figure: HTMLElement): Promise<void> {
  const model = JSON.parse(document.getElementById(figure.dataset.diagram!)!.textContent!) as Model
  const container = figure.querySelector<HTMLElement>('[data-canvas]')!
  // the wheel scrolls the page, not the picture; in the whole window it moves the picture
  const viewer = new NavigatedViewer({ container, zoomScroll: { enabled: false } })
  try {
    await viewer.importXML(model.xml)
  } catch {
    container.textContent = model.failed
    container.classList.add('is-failed') // a sentence needs no room for a picture
    return
  }
  const canvas = viewer.get<Canvas>('canvas')
  const drawn = model.marks.filter((mark) => isDrawn(viewer.get<Elements>('elementRegistry'), mark))
  for (const mark of drawn) {
    canvas.addMarker(mark.elementId, `step-${mark.state}`)
    if (mark.lines.length > 0) viewer.get<Overlays>('overlays').add(mark.elementId, { position: beside(viewer.get<Elements>('elementRegistry').get(mark.elementId)!, mark.lines.length), html: flag(mark), scale: true })
  }
  new Stage(figure, container, canvas, viewer.get<Elements>('elementRegistry'), viewer.get<{ toggle(on: boolean): void }>('zoomScroll')).open(hereOf(drawn))
}

/** Below the step; above it where an event hangs on its lower edge, which the flag would cover. */
function beside(step: Drawn, lines: number): { bottom: number; left: number } | { top: number; left: number } {
  const below = (step.attachers ?? []).some((event) => event.y + event.height / 2 > step.y + step.height / 2)
  return below ? { top: -(lines * FLAG_LINE + GAP), left: 0 } : { bottom: -GAP, left: 0 }
}

/** An element that is not drawn in this version's picture is still named by the list beside it. */
function isDrawn(elements: Elements, mark: Mark): boolean {
  return elements.get(mark.elementId) !== undefined
}

/** The steps at work; of a case that rests or is over, the latest step. */
function hereOf(marks: Mark[]): string[] {
  const active = marks.filter((mark) => mark.state === 'active' || mark.state === 'stuck')
  return (active.length > 0 ? active : marks.slice(-1)).map((mark) => mark.elementId)
}

function flag(mark: Mark): HTMLElement {
  const element = document.createElement('div')
  element.className = `step-flag step-flag-${mark.state}`
  for (const line of mark.lines) {
    const row = document.createElement('div')
    row.textContent = line
    element.append(row)
  }
  return element
}
