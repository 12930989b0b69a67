/** An instant matter: asks every second whether the certificate is there, and shows the page anew when it is. Gives up after two minutes. */
const EVERY_MS = 1000
const TRIES = 120

async function ask(left: number): Promise<void> {
  if (left === 0) return
  const reply = await fetch('/follow/case/state', { headers: { accept: 'application/json' } }).catch(() => undefined)
  const state = reply?.ok ? ((await reply.json()) as { decided: boolean }) : undefined
  if (state?.decided) return location.reload()
  setTimeout(() => void ask(left - 1), EVERY_MS)
}

if (document.querySelector('[data-waiting]')) void ask(TRIES)

export {}
