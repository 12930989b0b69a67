/** What a picker offers and how what it picked is written: posts, departments and steps by name, in the text that the file had before. Pure. */
export interface Choice {
  value: string
  label: string
  /** Other ways to write the same: `chengguan/handler` for `handler`. */
  also?: readonly string[]
}

interface Group { id: string; name: string }

/** Posts of the organisation as a step names them: those of the matter's own body by themselves and first, others with their body. */
export function postsFor(groups: readonly Group[], body: string): Choice[] {
  const own = groups.filter(({ id }) => id.startsWith(`${body}/`))
  const others = groups.filter((group) => !own.includes(group))
  return [...own.map(({ id, name }) => ({ value: id.slice(body.length + 1), label: name, also: [id] })), ...others.map(({ id, name }) => ({ value: id, label: name }))]
}

/** Posts inside one body, as a row of a sheet names them: without their body. */
export function postsIn(groups: readonly Group[], body: string): Choice[] {
  return postsFor(groups.filter(({ id }) => id.startsWith(`${body}/`)), body)
}

export function nameOf(choices: readonly Choice[], value: string): string | null {
  return choices.find((one) => one.value === value || one.also?.includes(value))?.label ?? null
}

/** What is left to pick: not picked yet, with every word of the query in its name or its code. */
export function offered(choices: readonly Choice[], picked: readonly string[], query: string): Choice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return choices.filter(({ value, label, also }) => {
    const text = `${label} ${value}`.toLowerCase()
    return !picked.some((one) => one === value || also?.includes(one)) && words.every((word) => text.includes(word))
  })
}

/** `a, b` or `=["a", "b"]`; null: any other expression, whose groups are not known before it runs. */
export function listIn(text: string): string[] | null {
  const trimmed = text.trim()
  if (!trimmed.startsWith('=')) return trimmed.split(/[,，]/).map((one) => one.trim()).filter(Boolean)
  try {
    const listed: unknown = JSON.parse(trimmed.slice(1))
    return Array.isArray(listed) && listed.every((one) => typeof one === 'string') ? listed : null
  } catch {
    return null
  }
}

/** In the manner in which it was written. */
export function listWritten(before: string, values: readonly string[]): string {
  if (values.length === 0) return ''
  return before.trim().startsWith('=') ? `=${JSON.stringify(values)}` : values.join(',')
}
