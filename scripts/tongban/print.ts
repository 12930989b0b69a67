/**
 * What the command line says goes out by this one door. Names and sentences are quoted from files of others, so nothing of theirs may move
 * the cursor, clear the screen or turn the direction of writing; the colours are ours.
 */

/** Control characters but tab and line end, C1 among them, and the marks that turn the direction of writing. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const COLOUR = /(\u001b\[(?:0|3[1-6])m)/

/** @returns the text with the sign for lost text in place of each harmful character. */
export function printable(text: string): string {
  return text.split(COLOUR).map((part, index) => (index % 2 === 1 ? part : part.replace(HARMFUL, '\ufffd'))).join('')
}

/** JSON that says the same and holds no harmful character as it stands. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(HARMFUL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function print(text: string): void {
  console.log(printable(text))
}

export function printError(text: string): void {
  console.error(printable(text))
}
