/** Lines of a text in an editor, counted from 1; one that is not there is the nearest that is. */
import type { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

export function rangeOfLine({ doc }: EditorState, line = 1): { from: number; to: number } {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return { from, to }
}

/** Puts the cursor on a line and the line into the middle. */
export function showLine(view: EditorView, line = 1): void {
  const { from } = rangeOfLine(view.state, line)
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
  view.focus()
}
