/**
 * What the cells of dmn-js say in plain words: each td gets its meaning as `data-meaning`, which the style sheet writes below it, and the handles that dmn-js
 * names in English alone are named. Beside dmn-js, not in it: its cells are drawn anew as it likes, and are looked at again then.
 */
export interface Meaning {
  /** @param cell id of a cell  @returns '' where the text says it itself */
  of(cell: string): string
  /** What people call a type that DMN names. */
  type(name: string): string
  handles: { rule: string; input: string; output: string; menu: string }
}

/** @returns `look`: the words have changed */
export function keepMeanings(place: HTMLElement, meaning: Meaning): { look(): void; end(): void } {
  let waits = false
  const look = (): void => {
    waits = false
    for (const cell of place.querySelectorAll<HTMLElement>('td.input-cell[data-element-id], td.output-cell[data-element-id]')) cell.dataset.meaning = meaning.of(cell.dataset.elementId!)
    for (const handle of place.querySelectorAll<HTMLElement>('th.input-cell .dmn-icon-drag')) handle.title = meaning.handles.input
    for (const handle of place.querySelectorAll<HTMLElement>('th.output-cell .dmn-icon-drag')) handle.title = meaning.handles.output
    for (const type of place.querySelectorAll<HTMLElement>('.type-ref-edit-select')) say(type, meaning)
    for (const field of place.querySelectorAll<HTMLInputElement>('.context-menu input[placeholder]:not([aria-label])')) field.setAttribute('aria-label', field.placeholder)
    for (const menu of place.querySelectorAll('.context-menu')) menu.setAttribute('aria-label', meaning.handles.menu)
  }
  const observer = new MutationObserver(() => {
    if (!waits) requestAnimationFrame(look)
    waits = true
  })
  observer.observe(place, { childList: true, subtree: true, characterData: true })
  return { look, end: () => observer.disconnect() }
}

/** The field of a type shows DMN's own name, and takes any: what is chosen from the list is said in words, nothing is typed. */
function say(field: HTMLElement, { type }: Meaning): void {
  const input = field.querySelector('input')
  if (!input) return
  input.readOnly = true
  field.dataset.shown = type(input.value)
  input.setAttribute('aria-label', field.dataset.shown)
}
