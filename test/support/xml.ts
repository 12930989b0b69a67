/** XML as a flat list of its elements, for tests of what we write. Refuses what is not well formed. */
export interface XmlElement { name: string; attributes: Record<string, string>; parent: string | null; text: string }

/** @throws Error at the first tag that does not fit. */
export function elementsOf(xml: string): XmlElement[] {
  const elements: XmlElement[] = []
  const open: XmlElement[] = []
  const rest = xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g, (_, close: string, name: string, attributes: string, empty: string, text: string) => {
    if (text !== undefined) {
      if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(text) || (open.length === 0 && text.trim() !== '')) throw new Error(`Not well formed: ${text.slice(0, 80)}`)
      if (open.length > 0) open.at(-1)!.text += text
    } else if (close) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
    } else {
      const element = { name, attributes: Object.fromEntries([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!])), parent: open.at(-1)?.name ?? null, text: '' }
      elements.push(element)
      if (!empty) open.push(element)
    }
    return ''
  })
  if (rest !== '' || open.length > 0) throw new Error(`Not well formed: ${rest.slice(0, 80) || open.at(-1)!.name}`)
  return elements
}
