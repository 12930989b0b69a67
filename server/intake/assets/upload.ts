/** Uploads begin as soon as a file is chosen; what is too large is said before it is sent. Without this the button does it. */
const MOST_BYTES = 10 * 1024 * 1024

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
  const input = form.querySelector<HTMLInputElement>('input[type=file]')!
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (!file || file.size > MOST_BYTES) return // the server says why, in words
    form.requestSubmit()
  })
}

export {}
