/** Brings something to the screen that is only about to be drawn: waits for it, puts it into the middle, gives it the focus. */

/** Pictures waited for, about half a second; what is not there by then is not going to be. */
const PATIENCE = 30
/** What is filled in goes before what is pressed: a list of what was picked has its buttons first. */
const CONTROLS = ['input, select, textarea, [contenteditable=true]', 'button']

/** @param find the thing, or null while it is not there. @param missing told where it did not come */
export function bring(find: () => HTMLElement | null, missing: () => void = () => undefined, patience = PATIENCE): void {
  const found = find()
  if (!found && patience > 0) return void requestAnimationFrame(() => bring(find, missing, patience - 1))
  if (!found) return missing()
  const control = CONTROLS.map((kind) => (found.matches(kind) ? found : found.querySelector<HTMLElement>(kind))).find((one) => one !== null)
  ;(control ?? found).scrollIntoView({ block: 'center' })
  control?.focus({ preventScroll: true })
}
