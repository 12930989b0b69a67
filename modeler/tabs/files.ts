/** Files of one folder as text: a list where there are several, an editor with the language's colours, what is wrong said at its line. */
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { linter, lintGutter } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { showLine } from '../frame/lines.ts'
import type { TabHost, TabView } from '../tab.ts'

export interface FilesOptions {
  /** `forms/`, or one file. */
  folder: string
  writer: string
}

export function filesView(container: HTMLElement, host: TabHost, { folder, writer }: FilesOptions): TabView {
  const list = document.createElement('div')
  list.className = 'm-files'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', host.words('files'))
  const place = document.createElement('div')
  place.className = 'm-editor'
  container.append(list, place)
  const view = new EditorView({ parent: place })
  let shown = ''

  const open = (path: string): void => {
    shown = path
    view.setState(stateOf(host.workspace.read(path) ?? '', path, (text) => host.workspace.write(path, text, writer)))
    draw()
  }
  const draw = (): void => {
    const paths = host.workspace.paths(folder)
    list.hidden = paths.length < 2 && folder.endsWith('.json')
    list.replaceChildren(...(paths.length === 0 ? [textOf(host.words('files.none'))] : paths.map((path) => choice(path, path === shown, () => open(path)))))
  }
  host.workspace.onChange(({ path, writer: by }) => {
    if (!path.startsWith(folder)) return
    if (path === shown && by !== writer) open(path)
    draw()
  })
  const first = host.workspace.paths(folder)[0]
  if (first) open(first)
  else draw()
  return {
    shown: () => view.requestMeasure(),
    show: ({ file, line }) => {
      const path = host.workspace.paths(folder).find((one) => one === file || one.startsWith(`${file}.`))
      if (path) open(path)
      if (path && line !== undefined) showLine(view, line)
    },
  }
}

function stateOf(text: string, path: string, write: (text: string) => void): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      basicSetup, EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': path }),
      path.endsWith('.json') ? [json(), linter(jsonParseLinter()), lintGutter()] : [],
      EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) write(state.doc.toString()) }),
    ],
  })
}

function choice(path: string, current: boolean, open: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.setAttribute('role', 'option')
  button.setAttribute('aria-selected', String(current))
  button.textContent = path.split('/').at(-1)!
  button.addEventListener('click', open)
  return button
}

function textOf(text: string): HTMLElement {
  const element = document.createElement('p')
  element.textContent = text
  return element
}
