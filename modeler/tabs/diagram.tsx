/** The tab of the diagram: canvas with palette and minimap, the properties panel beside it; files dropped on it are opened. */
import { decoded } from '../drawing/decoded.ts'
import { Drawing, type Opened } from '../drawing/drawing.ts'
import { Marks } from '../drawing/marks.ts'
import { viewBar } from '../drawing/viewBar.ts'
import { speakChinese } from '../simulation/chinese.ts'
import { told } from '../drawing/told.ts'
import { technical } from '../panel/module.ts'
import { surroundingsOf } from '../panel/surroundings.ts'
import type { TabHost, TabView } from '../tab.ts'
import { DIAGRAM } from '../workspace.ts'

const WRITER = 'diagram'
/** Text is made of the drawing when the hand rests, not at each pixel it moves. */
const REST_MS = 150

export async function mount(container: HTMLElement, host: TabHost): Promise<TabView> {
  const canvas = child(container, 'm-canvas')
  const side = child(container, 'm-side')
  const properties = child(side, 'm-properties')
  side.setAttribute('role', 'region')
  side.setAttribute('aria-label', host.words('properties'))
  side.append(technicalSwitch(host))
  speakChinese(canvas, host.page.locale)
  const drawing: Drawing = new Drawing({ canvas, properties }, {
    locale: host.page.locale,
    surroundings: surroundingsOf(host, () => drawing),
  })
  const kept = new Keeper(drawing, host)
  const tell = (name: string, opened: Opened, asked = false): void => {
    const said = told(host.words, host.page.locale, name, opened, asked)
    if (said) host.tell(said.text, said.tone)
  }
  const open = async (xml: string, name: string, asked = false): Promise<boolean> => {
    const opened = await drawing.open(xml)
    tell(name, opened, asked)
    if ('laidOut' in opened && opened.laidOut) await kept.write()
    return !('refused' in opened)
  }
  const openFile = async (file: File): Promise<void> => {
    const read = decoded(new Uint8Array(await file.arrayBuffer()))
    if ('refused' in read) return tell(file.name, read)
    if (!(await open(read.text, file.name, true))) return
    drawing.fit()
    await kept.write()
  }
  const marks = new Marks(drawing, host.words, () => host.openProblems())
  viewBar(canvas, { drawing, marks, problems: host.problems, words: host.words })
  await open(host.workspace.read(DIAGRAM) ?? '', DIAGRAM)
  host.problems.on(({ problems }) => marks.problems(problems.filter(({ file }) => file === DIAGRAM)))
  drawing.get('eventBus').on(['element.click', 'commandStack.changed'], () => marks.stop())
  new ResizeObserver(() => drawing.get('canvas').resized()).observe(canvas)
  drawing.get('minimap').open()
  takeDrops(canvas, openFile)
  host.workspace.onChange(({ path, writer }) => {
    if (path === DIAGRAM && writer !== WRITER) void open(host.workspace.read(DIAGRAM) ?? '', DIAGRAM)
  })
  host.shared.set({ ...host.shared.get(), drawing, openFile, play: (moves) => marks.play(moves) })
  let fitted = false
  return {
    shown: () => {
      drawing.get('canvas').resized()
      if (!fitted && drawing.isOpen()) drawing.fit()
      fitted = true
      drawing.get('canvas').focus()
    },
    show: ({ element, fact }) => {
      if (fact) document.body.classList.remove('m-no-properties') // Ctrl+P may have hidden the panel
      if (drawing.isOpen()) drawing.show(element, fact)
    },
    flush: () => kept.write(),
  }
}

/** Puts the drawing's text into the workspace when the hand rests. */
class Keeper {
  private waiting: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly drawing: Drawing, private readonly host: TabHost) {
    drawing.onChange(() => {
      clearTimeout(this.waiting)
      this.waiting = setTimeout(() => void this.write(), REST_MS)
    })
  }

  async write(): Promise<void> {
    clearTimeout(this.waiting)
    if (this.drawing.isOpen()) this.host.workspace.write(DIAGRAM, await this.drawing.xml(), WRITER)
  }
}

function technicalSwitch({ words }: TabHost): HTMLElement {
  const label = document.createElement('label')
  label.className = 'm-technical'
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = technical.get()
  box.addEventListener('change', () => technical.set(box.checked))
  label.append(box, ` ${words('panel.technical')}`)
  return label
}

function takeDrops(canvas: HTMLElement, openFile: (file: File) => Promise<void>): void {
  canvas.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    canvas.classList.add('is-dropping')
  })
  for (const end of ['dragleave', 'drop'] as const) canvas.addEventListener(end, () => canvas.classList.remove('is-dropping'))
  canvas.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    void openFile(file)
  })
}

function child(container: HTMLElement, name: string): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  container.append(element)
  return element
}
