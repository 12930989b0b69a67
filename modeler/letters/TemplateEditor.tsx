/** A letter's template as text; what is chosen from the list of fields comes in where the cursor stands. */
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks'

export interface TemplateEditorProps {
  label: string
  text: string
  /** The file as it stands now: a change of one's own may be newer than the `text` that was drawn. */
  current(): string
  readOnly: boolean
  problems: string[]
  /** Text to put in; a new object puts it in again. */
  insert: { text: string } | null
  onChange(text: string): void
}

export function TemplateEditor({ label, text, current, readOnly, problems, insert, onChange }: TemplateEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const write = useRef(onChange)
  write.current = onChange
  useEffect(() => {
    const editor = new EditorView({ parent: place.current!, state: EditorState.create({ doc: text, extensions: [
      basicSetup, EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label }), lintGutter(), EditorState.readOnly.of(readOnly),
      EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) write.current(state.doc.toString()) }),
    ] }) })
    view.current = editor
    return () => editor.destroy()
  }, [label, readOnly])
  useEffect(() => {
    const editor = view.current!
    const now = current()
    if (editor.state.doc.toString() !== now) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: now } })
  }, [text])
  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(setDiagnostics(state, problems.map((message) => {
      const number = Number(/Line (\d+)/.exec(message)?.[1] ?? 1)
      const { from, to } = state.doc.line(Math.min(Math.max(number, 1), state.doc.lines))
      return { from, to, message, severity: 'error' as const }
    })))
  }, [text, problems])
  useEffect(() => {
    if (!insert) return
    const editor = view.current!
    editor.dispatch(editor.state.replaceSelection(insert.text))
    editor.focus()
  }, [insert])
  return <div class="m-json" ref={place} />
}
