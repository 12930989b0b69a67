/**
 * The guide on a phone: its long sections are folded, so that all of them are seen at a glance and one is opened at a time. Without
 * this program, on a wide screen and on paper everything stands open.
 */
const folds = [...document.querySelectorAll<HTMLDetailsElement>('details.fold')]

function openAll(open: boolean): void {
  for (const fold of folds) fold.open = open || fold.querySelector(':target') !== null
}

if (matchMedia('(max-width: 40rem)').matches) openAll(false)
addEventListener('beforeprint', () => openAll(true))

export {}
