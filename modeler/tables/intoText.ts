/**
 * A click anywhere in a cell puts the cursor into its text. dmn-js leaves that to the browser, which moves the focus only where its caret moves:
 * a cell chosen before, left for a menu or a button and clicked again beside its text took no letter, and what was typed went nowhere.
 */

/** @param place in which dmn-js draws its cells; its own answer to the click comes first */
export function clickIntoText(place: HTMLElement): void {
  place.addEventListener('click', ({ target, ctrlKey, metaKey, shiftKey }) => {
    // with a key it asks for dmn-js's menu, or marks text
    if (ctrlKey || metaKey || shiftKey || !(target instanceof Element)) return
    const cell = target.closest('td[data-element-id]')
    if (!cell || cell.contains(document.activeElement)) return
    const text = cell.querySelector<HTMLElement>('[contenteditable="true"]')
    if (text?.isConnected) text.focus()
  })
}
