/**
 * Materials in the page: PDF drawn by pdf.js, pages as they come into view, and pictures; both with zoom and turn.
 * Scripts inside a PDF are never run (no sandbox is loaded), and forms in it are only drawn.
 */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

const STEPS = [0.5, 0.75, 1, 1.5, 2, 3, 4]
const FIT = 2

interface View { stage: HTMLElement; zoom: number; turn: number; draw(): void }

function start(viewer: HTMLElement): void {
  const stage = viewer.querySelector<HTMLElement>('.viewer-stage')!
  const bar = viewer.querySelector<HTMLElement>('.viewer-bar')!
  const view: View = { stage, zoom: FIT, turn: 0, draw: () => undefined }
  bar.hidden = false
  bar.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    if ('turn' in button.dataset) view.turn = (view.turn + 90) % 360
    else if (button.dataset.zoom === '0') view.zoom = FIT
    else view.zoom = Math.min(STEPS.length - 1, Math.max(0, view.zoom + Number(button.dataset.zoom)))
    view.draw()
  })
  if (viewer.dataset.viewer === 'picture') picture(view)
  else pdf(viewer, view).catch(() => { stage.textContent = viewer.dataset.failed ?? '' })
}

function picture(view: View): void {
  const image = view.stage.querySelector('img')!
  view.draw = () => {
    const scale = STEPS[view.zoom]!
    image.style.width = `${scale * 100}%`
    image.style.maxWidth = 'none'
    image.style.transform = `rotate(${view.turn}deg)`
  }
}

async function pdf(viewer: HTMLElement, view: View): Promise<void> {
  GlobalWorkerOptions.workerSrc = viewer.dataset.worker!
  const document_ = await getDocument({ url: viewer.dataset.source!, cMapUrl: viewer.dataset.cmaps!, cMapPacked: true, standardFontDataUrl: viewer.dataset.fonts!, isEvalSupported: false, useWasm: false, enableXfa: false }).promise
  viewer.querySelector('[data-pages]')!.textContent = `1-${document_.numPages}`
  const sheets = Array.from({ length: document_.numPages }, () => document.createElement('div'))
  for (const sheet of sheets) sheet.className = 'viewer-page'
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) void drawPage(document_, sheets.indexOf(entry.target as HTMLDivElement) + 1, entry.target as HTMLElement, view)
  }, { root: view.stage, rootMargin: '600px' })
  view.draw = () => {
    for (const sheet of sheets) { sheet.replaceChildren(); seen.unobserve(sheet); seen.observe(sheet) }
  }
  view.stage.replaceChildren(...sheets)
  view.draw()
}

async function drawPage(document_: PDFDocumentProxy, number: number, sheet: HTMLElement, view: View): Promise<void> {
  if (sheet.childElementCount > 0) return
  const page = await document_.getPage(number)
  const natural = page.getViewport({ scale: 1, rotation: (page.rotate + view.turn) % 360 })
  const scale = Math.max(0.2, ((view.stage.clientWidth - 32) / natural.width) * STEPS[view.zoom]!)
  const viewport = page.getViewport({ scale, rotation: (page.rotate + view.turn) % 360 })
  const canvas = document.createElement('canvas')
  const sharp = Math.min(2, window.devicePixelRatio || 1)
  canvas.width = Math.floor(viewport.width * sharp)
  canvas.height = Math.floor(viewport.height * sharp)
  canvas.style.width = `${Math.floor(viewport.width)}px`
  sheet.replaceChildren(canvas)
  await page.render({ canvas, canvasContext: canvas.getContext('2d')!, viewport, transform: [sharp, 0, 0, sharp, 0, 0] }).promise
}

for (const viewer of document.querySelectorAll<HTMLElement>('[data-viewer]')) start(viewer)
