/**
 * The editor of a cell closes brackets by itself, which spoils FEEL's half-open ranges: `[5..10)` typed by hand became `[5..10)]`. dmn-js
 * hands no options to that editor and makes it anew as it likes, so it is told before a key reaches it; quotes are closed as before.
 */
import { EditorState, Prec, StateEffect } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

const KEY = 'closeBrackets'
const only = { brackets: ['"'] }
const quotesAlone = Prec.highest(EditorState.languageData.of(() => [{ [KEY]: only }]))

/** @param place in which dmn-js draws its cells */
export function leaveBrackets(place: HTMLElement): void {
  place.addEventListener('keydown', ({ target }) => {
    const view = target instanceof HTMLElement ? EditorView.findFromDOM(target) : null
    if (!view || view.state.languageDataAt(KEY, 0)[0] === only) return
    view.dispatch({ effects: StateEffect.appendConfig.of(quotesAlone) })
  }, { capture: true })
}
