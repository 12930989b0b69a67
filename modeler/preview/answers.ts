/** What stands in the fields of a previewed form, by name, as a post of it would carry; and which button was pressed. No network. */
export type Answers = Record<string, string | string[]>

/** Names of fields begin with `/`; those of buttons with `_` (server/forms/actions.ts). */
export function answersOf(document: Document, pressed?: HTMLButtonElement): Answers {
  const answers: Answers = {}
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>('[name^="/"]')) {
    const ticked = field instanceof field.ownerDocument.defaultView!.HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox')
    if (ticked && !(field as HTMLInputElement).checked) continue
    const there = answers[field.name]
    answers[field.name] = there === undefined ? field.value : [...[there].flat(), field.value]
  }
  if (pressed?.name.startsWith('_')) answers[pressed.name] = pressed.value
  return answers
}
