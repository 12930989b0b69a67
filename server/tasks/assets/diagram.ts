/**
 * The diagram of a case with where it stands: read-only viewer, the steps done and at work coloured, a small flag on each with
 * who and when. Text goes in as text nodes only: names in foreign diagrams never become markup.
 */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer'
import 'bpmn-js/dist/assets/diagram-js.css'
import 'bpmn-js/dist/assets/bpmn-js.css'

interface Mark { elementId: string; state: 'active' | 'done' | 'ended'; lines: string[] }
interface Model { xml: string; marks: Mark[]; failed: string }
interface Canvas { zoom(mode: 'fit-viewport', center: 'auto'): void; addMarker(id: string, marker: string): void }
interface Overlays { add(id: string, overlay: { position: { bottom: number; left: number }; html: HTMLElement }): void }

for (const container of document.querySelectorAll<HTMLElement>('[data-diagram]')) void show(container)

async function show(container: HTMLElement): Promise<void> {
  const source = document.getElementById(container.dataset.diagram!)
  const model = JSON.parse(source!.textContent!) as Model
  const viewer = new NavigatedViewer({ container })
  try {
    await viewer.importXML(model.xml)
  } catch {
    container.textContent = model.failed
    return
  }
  const canvas = viewer.get<Canvas>('canvas')
  const overlays = viewer.get<Overlays>('overlays')
  for (const mark of model.marks) {
    try {
      canvas.addMarker(mark.elementId, `step-${mark.state}`)
      overlays.add(mark.elementId, { position: { bottom: -4, left: 0 }, html: flag(mark) })
    } catch {
      // the element is not drawn in this version's picture; the list beside the diagram still names it
    }
  }
  canvas.zoom('fit-viewport', 'auto')
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
