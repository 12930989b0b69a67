/** A letter's template as text; what is chosen from the list of fields comes in where the cursor stands. */
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { useEffect } from '@bpmn-io/properties-panel/preact/hooks'
import { useEditor, type EditedText } from '../frame/useEditor.ts'

export interface TemplateEditorProps extends EditedText {
  readOnly: boolean
  problems: string[]
  /** Text to put in; a new object puts it in again. */
  insert: { text: string } | null
}

export function TemplateEditor({ readOnly, problems, insert, ...edited }: TemplateEditorProps) {
  const { place, view } = useEditor(edited, () => [lintGutter(), EditorState.readOnly.of(readOnly)], [readOnly])
  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(setDiagnostics(state, problems.map((message) => {
      const number = Number(/Line (\d+)/.exec(message)?.[1] ?? 1)
      const { from, to } = state.doc.line(Math.min(Math.max(number, 1), state.doc.lines))
      return { from, to, message, severity: 'error' as const }
    })))
  }, [edited.text, problems])
  useEffect(() => {
    if (!insert) return
    const editor = view.current!
    editor.dispatch(editor.state.replaceSelection(insert.text))
    editor.focus()
  }, [insert])
  return <div class="m-json" ref={place} />
}
