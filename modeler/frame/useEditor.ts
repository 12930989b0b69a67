/** The text editor that the tabs share: it holds a file's text, writes each change on, and follows the file when another changes it. */
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks'

export interface EditedText {
  label: string
  text: string
  /** The file as it stands now: a change of one's own may be newer than the `text` that was drawn. */
  current(): string
  onChange(text: string): void
}

/**
 * @param extensions what this kind of text needs besides; asked once for each editor made
 * @param madeOf the editor is made anew when one of these changes
 * @returns `place`: the element it stands in; `view`: the editor, there from the first effect on
 */
export function useEditor({ label, text, current, onChange }: EditedText, extensions: () => Extension[], madeOf: unknown[]) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const write = useRef(onChange)
  write.current = onChange
  useEffect(() => {
    const editor = new EditorView({ parent: place.current!, state: EditorState.create({ doc: text, extensions: [
      basicSetup, EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label }), ...extensions(),
      EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) write.current(state.doc.toString()) }),
    ] }) })
    view.current = editor
    return () => editor.destroy()
  }, [label, ...madeOf])
  useEffect(() => {
    const editor = view.current!
    const now = current()
    if (editor.state.doc.toString() !== now) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: now } })
  }, [text])
  return { place, view }
}
