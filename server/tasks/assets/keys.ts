/**
 * Keys for people who work through lists all day: j and k move, Enter opens, c claims, / searches, ? shows them all. They rest while
 * somebody types, never take a key the browser needs, and can be switched off for good (WCAG 2.1.4). Without this file all is links and buttons.
 */
const OFF = 'tongban.keys'
const dialog = document.querySelector<HTMLDialogElement>('#keys')
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.getClientRects().length > 0)

const acts: Record<string, (() => boolean) | undefined> = {
  j: () => move(1),
  k: () => move(-1),
  c: () => press('[data-key="claim"]'),
  '/': search,
  '?': () => { dialog?.showModal(); return dialog !== null },
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) || dialog?.open) return
  if (event.key !== '?' && isOff()) return
  if (acts[event.key]?.()) event.preventDefault()
})

/** From the focused row, or from the one that is open; stays at the ends. */
function move(by: number): boolean {
  const all = rows()
  const from = all.findIndex((row) => row === document.activeElement)
  const at = from >= 0 ? from : all.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]
  to?.focus()
  return to !== undefined
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>('#filter-q')
  if (!field) return press('[data-key="list"]')
  field.focus()
  field.select()
  return true
}

function press(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector)
  found?.click()
  return found !== null
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || (target.matches('input, textarea, select') && !target.matches('[type=radio], [type=checkbox], [type=submit]')))
}

/** A browser that keeps nothing for us has the keys on. */
function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === 'off'
  } catch {
    return false
  }
}

const off = document.querySelector<HTMLInputElement>('[data-keys-off]')
if (off) {
  off.checked = isOff()
  off.addEventListener('change', () => {
    try {
      localStorage.setItem(OFF, off.checked ? 'off' : 'on')
    } catch {
      off.checked = false
    }
  })
}
for (const button of document.querySelectorAll<HTMLElement>('[data-keys]')) {
  button.hidden = false
  button.addEventListener('click', () => dialog?.showModal())
}
