/** JSON as text: colours, what is wrong at its place, and completion out of a schema. The text is written on as soon as it changes. */
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { syntaxTree } from '@codemirror/language'
import { linter, lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorView } from '@codemirror/view'
import { autocompletion, snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { useEffect } from '@bpmn-io/properties-panel/preact/hooks'
import { useEditor, type EditedText } from '../frame/useEditor.ts'
import { describe } from './describe.ts'
import { namesOf, pathOfNode, rangeOfPointer } from './places.ts'

export interface JsonEditorProps extends EditedText {
  /** What may stand in it, for completion. */
  schema: object
  problems: { pointer: string; message: string; severity: 'error' | 'warning' | 'hint' }[]
  /** A place to show; a new object shows it again. */
  spot?: { pointer: string } | null
}

export function JsonEditor({ schema, problems, spot, ...edited }: JsonEditorProps) {
  const { place, view } = useEditor(edited, () => [json(), linter(parseProblems), lintGutter(), autocompletion({ override: [completeBy(schema)] })], [schema])
  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(setDiagnostics(state, [...parseProblems(view.current!), ...problems.map(({ pointer, message, severity }): Diagnostic => ({ ...rangeOfPointer(state, pointer), message, severity: severity === 'hint' ? 'info' : severity }))]))
  }, [edited.text, problems])
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
