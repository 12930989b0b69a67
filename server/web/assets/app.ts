/**
 * What every page gets better with, and none needs: a form sends once, the first error is in view, a sheet prints.
 */

/** The second click of a double click must not send the form again; the wait is shown. */
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  if (form.method !== 'post' || event.defaultPrevented) return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = '1'
  form.setAttribute('aria-busy', 'true')
  event.submitter?.classList.add('is-busy')
})

/** Coming back by the browser's back button finds the form usable again. */
addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
    delete form.dataset.sent
    form.removeAttribute('aria-busy')
    form.querySelector('.is-busy')?.classList.remove('is-busy')
  }
})

document.addEventListener('click', (event) => {
  if ((event.target as Element).closest('[data-print]')) print()
})

document.querySelector<HTMLElement>('[data-focus]')?.focus()
