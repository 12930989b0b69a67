/** What is written into a template when a field is chosen from the list. Pure. */
import type { LetterField } from '../../server/letters/preview.ts'

/** `{{applicant.name}}`; where not every letter has it, inside an `{{#if}}`; a list as a block of items. */
export function insertionOf(field: LetterField): string {
  const text = field.items ? listBlock(field.path, field.items) : `{{${field.path}}}`
  return field.optional ? `{{#if ${field.path}}}${text.includes('\n') ? `\n${text}\n` : text}{{/if}}` : text
}

function listBlock(path: string, items: LetterField[]): string {
  return `{{#each ${path}}}\n:item ${items.map((item) => `{{${item.path}}}`).join('，')}\n{{/each}}`
}
