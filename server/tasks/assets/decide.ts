/** The one button of a decision says what it will do: the outcome chosen is part of its name, and a refusal looks like one. */
const AGAINST = /^(deny|refuse|disagree)$/

for (const form of document.querySelectorAll<HTMLFormElement>('.decision-form')) {
  const button = form.querySelector<HTMLButtonElement>('[data-submit][data-named]')
  if (!button) continue
  const name = (): void => {
    const chosen = form.querySelector<HTMLInputElement>('input[name="/outcome"]:checked')
    const title = chosen?.closest('label')?.textContent?.trim()
    if (!chosen || !title) return
    button.textContent = `${button.dataset.named}${title}`
    button.classList.toggle('btn-against', AGAINST.test(chosen.value))
  }
  form.addEventListener('change', name)
  name()
}
