/**
 * What is said of a letter template that cannot be read or made, with its line: what Handlebars and the markup tell of it, in words of ours.
 * What a template may hold at all is template.ts; the Chinese of these sentences stands with the rules' (zh.others.json). Pure.
 */

/** Handlebars names the place as `on line 4:` or, as line and column, `- 2:3`. */
function lineIn(message: string): number | undefined {
  const found = / on line (\d+):/.exec(message) ?? / - (\d+):\d+$/.exec(message)
  return found ? Number(found[1]) : undefined
}

function at(line: number | undefined, said: string): string {
  return line === undefined ? said : `Line ${line}: ${said}`
}

/** A template whose braces do not fit each other. */
export function unreadable({ message }: Error): string {
  const line = lineIn(message)
  const [, closed, opened] = /^(\S+) doesn't match (\S+)/.exec(message) ?? []
  if (opened) return at(line, `{{#${closed}}} is closed by {{/${opened}}}. Close it with {{/${closed}}}.`)
  if (message.includes("got 'EOF'")) return at(line, 'a block is not closed when the template ends. Close each {{#…}} with its {{/…}} and each {{ with }}.')
  return at(line, 'the braces cannot be read here. Write a field as {{applicant.name}}; close each {{#…}} with its {{/…}}.')
}

/** A field that the letters of a kind do not all have. */
export function unfit({ message }: Error): string {
  const name = /^"(.+?)" not defined/.exec(message)?.[1]
  if (name !== undefined) return at(lineIn(message), `not every letter of this kind has "${name}". Take a field of the list; one that is there only sometimes stands inside {{#if}}.`)
  return `The letter template does not fit the facts of the case: ${message}`
}

/**
 * The line of the template behind a line of what it yielded: the one that begins in the same way for longest.
 * @returns from 1; the yielded line's own number where none begins like it
 */
export function lineOf(source: string, text: string, line: number): number {
  const wanted = text.split(/\r?\n/)[line - 1]!.trim()
  const heads = source.split(/\r?\n/).map((one) => one.trim().split('{{')[0]!)
  const best = heads.reduce((found, head, index) => (head !== '' && wanted.startsWith(head) && head.length > (heads[found]?.length ?? 0) ? index : found), -1)
  return best < 0 ? line : best + 1
}
