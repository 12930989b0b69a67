/** A letter's template as text; what is chosen from the list of fields comes in where the cursor stands. */
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { useEffect } from '@bpmn-io/properties-panel/preact/hooks'
import { rangeOfLine, showLine } from '../frame/lines.ts'
import { useEditor, type EditedText } from '../frame/useEditor.ts'
import type { Problem } from '../lint/problems.ts'

export interface TemplateEditorProps extends EditedText {
  readOnly: boolean
  problems: Problem[]
  /** A line to show; a new object shows it again. */
  spot: { line?: number } | null
  /** Text to put in; a new object puts it in again. */
  insert: { text: string } | null
}

export function TemplateEditor({ readOnly, problems, spot, insert, ...edited }: TemplateEditorProps) {
  const { place, view } = useEditor(edited, () => [lintGutter(), EditorState.readOnly.of(readOnly)], [readOnly])
  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(setDiagnostics(state, problems.map(({ line, message }) => ({ ...rangeOfLine(state, line), message, severity: 'error' as const }))))
  }, [edited.text, problems])
  useEffect(() => { if (spot) showLine(view.current!, spot.line) }, [spot])
  useEffect(() => {
    if (!insert) return
    const editor = view.current!
    editor.dispatch(editor.state.replaceSelection(insert.text))
    editor.focus()
  }, [insert])
  return <div class="m-json" ref={place} />
}
