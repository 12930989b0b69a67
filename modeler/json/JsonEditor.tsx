/** JSON as text: colours, what is wrong at its place, and completion out of a schema. The text is written on as soon as it changes. */
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { syntaxTree } from '@codemirror/language'
import { linter, lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { autocompletion, snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { basicSetup } from 'codemirror'
import { useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks'
import { describe } from './describe.ts'
import { namesOf, pathOfNode, rangeOfPointer } from './places.ts'

export interface JsonEditorProps {
  label: string
  text: string
  /** The file as it stands now: a change of one's own may be newer than the `text` that was drawn. */
  current(): string
  /** What may stand in it, for completion. */
  schema: object
  problems: { pointer: string; message: string; severity: 'error' | 'warning' | 'hint' }[]
  /** A place to show; a new object shows it again. */
  spot?: { pointer: string } | null
  onChange(text: string): void
}

export function JsonEditor({ label, text, current, schema, problems, spot, onChange }: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const write = useRef(onChange)
  write.current = onChange
  useEffect(() => {
    const editor = new EditorView({ parent: place.current!, state: EditorState.create({ doc: text, extensions: [
      basicSetup, EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label }), json(), linter(parseProblems), lintGutter(),
      autocompletion({ override: [completeBy(schema)] }),
      EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) write.current(state.doc.toString()) }),
    ] }) })
    view.current = editor
    return () => editor.destroy()
  }, [label, schema])
  useEffect(() => {
    const editor = view.current!
    const now = current()
    if (editor.state.doc.toString() !== now) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: now } })
  }, [text])
  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(setDiagnostics(state, [...parseProblems(view.current!), ...problems.map(({ pointer, message, severity }): Diagnostic => ({ ...rangeOfPointer(state, pointer), message, severity: severity === 'hint' ? 'info' : severity }))]))
  }, [text, problems])
  useEffect(() => {
    if (!spot) return
    const { from } = rangeOfPointer(view.current!.state, spot.pointer)
    view.current!.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
    view.current!.focus()
  }, [spot])
  return <div class="m-json" ref={place} />
}

const parse = jsonParseLinter()
const parseProblems = (view: EditorView): Diagnostic[] => (view.state.doc.length === 0 ? [] : parse(view))

/** Names inside an object, values behind a colon or in a list. */
export function completeBy(schema: object): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { state, pos } = context
    const node = syntaxTree(state).resolveInner(pos, -1)
    const word = context.matchBefore(/"?[\w$-]*/)
    if (!word || (word.from === word.to && !context.explicit)) return null
    const object = node.name === 'Object' ? node : node.name === 'PropertyName' ? node.parent?.parent ?? null : node.parent?.name === 'Object' ? node.parent : null
    if (object?.name === 'Object') {
      const there = new Set(namesOf(state, object))
      const { properties } = describe(schema, pathOfNode(state, object))
      const options = properties.filter(({ name }) => !there.has(name) || word.text.includes(name)).map((one) => nameOption(one))
      return { from: word.from, options, validFor: /^"?[\w$-]*$/ }
    }
    const options = describe(schema, pathOfNode(state, node)).values.map((value): Completion => ({ label: JSON.stringify(value), type: 'enum' }))
    return options.length > 0 ? { from: word.from, options, validFor: /^"?[\w$-]*$/ } : null
  }
}

function nameOption({ name, help, object, list, text }: ReturnType<typeof describe>['properties'][number]): Completion {
  const value = object ? '{ ${} }' : list ? '[${}]' : text ? '"${}"' : '${}'
  return snippetCompletion(`"${name.replaceAll('$', '\\$')}": ${value}`, { label: `"${name}"`, type: 'property', ...(help ? { detail: help } : {}) })
}
