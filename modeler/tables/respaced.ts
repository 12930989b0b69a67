/**
 * A changed file of tables in its author's own spacing: dmn-js writes a file anew, each cell on three lines, and a comparison would show every line
 * as changed for one cell. What dmn-js left as it was stands as it was written; only what changed is in its manner. Pure.
 */
interface Token { /** With the white space before it. */ raw: string; /** Two tokens that say the same have the same. */ says: string; /** A remark or an instruction, which dmn-js does not keep. */ remark: boolean }

/** What DMN takes where nothing is said; dmn-js leaves it out. */
const DEFAULTS = new Set(['hitPolicy=UNIQUE', 'preferredOrientation=Rule-as-Row', 'isCollection=false'])

const TOKEN = /(\s*)(<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[[^]*?\]\]>|<\/?[^<>]+?>|[^<]+)/g

/**
 * @param written the file as it stands @param before what dmn-js writes of that @param after what dmn-js writes of it changed
 * @returns `after`, spaced as `written`; `after` itself where the two cannot be laid side by side
 */
export function respaced(written: string, before: string, after: string): string {
  const [own, old, next] = [tokensOf(written), tokensOf(before), tokensOf(after)]
  const rows = aligned(own, old)
  if (!rows) return after
  let [start, end] = [0, 0]
  while (start < old.length && start < next.length && old[start]!.says === next[start]!.says) start++
  while (end < old.length - start && end < next.length - start && old[old.length - 1 - end]!.says === next[next.length - 1 - end]!.says) end++
  const tail = rows[old.length - end]
  const text = [...own.slice(0, rows[start] ?? own.length), ...next.slice(start, next.length - end), ...(tail === undefined ? [] : own.slice(tail))].map(({ raw }) => raw).join('')
  const made = `${text.trimEnd()}\n`
  return sayTheSame(tokensOf(made).filter(({ remark }) => !remark), next.filter(({ remark }) => !remark)) ? made : after
}

/** Which token of the written file each of dmn-js's is; one more for the end. Null: the file says something that dmn-js wrote otherwise. */
function aligned(own: readonly Token[], old: readonly Token[]): number[] | null {
  const rows: number[] = []
  let at = 0
  for (const { says } of old) {
    const from = at
    while (at < own.length && own[at]!.says !== says && own[at]!.remark) at++
    if (own[at]?.says !== says) return null
    rows.push(from === 0 ? at : from) // a remark stands with what follows it
    at++
  }
  return own.slice(at).every(({ remark }) => remark) ? [...rows, at] : null
}

function sayTheSame(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && a.every(({ says }, index) => says === b[index]!.says)
}

/** An element that closes itself is two tokens, as one that is empty. */
function tokensOf(xml: string): Token[] {
  return [...xml.replace(/^\ufeff/, '').matchAll(TOKEN)].flatMap(([raw, , body]): Token[] => {
    if (/^<(?:!--|\?)/.test(body!)) return [{ raw, says: /^<\?xml/.test(body!) ? '<?xml' : body!, remark: !/^<\?xml/.test(body!) }]
    if (!body!.startsWith('<') || body!.startsWith('<![CDATA[')) return body!.trim() === '' ? [] : [{ raw, says: decoded(body!.startsWith('<') ? body! : body!.trim()), remark: false }]
    if (body!.startsWith('</')) return [{ raw, says: body!.replace(/\s+/g, ''), remark: false }]
    const [name] = /^<[^\s/>]+/.exec(body!)!
    const attributes = [...body!.matchAll(/([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g)].map(([, key, value]) => `${key}=${decoded(value!.slice(1, -1))}`).filter((one) => !DEFAULTS.has(one)).sort()
    const says = `${name} ${attributes.join(' ')}>`
    return body!.endsWith('/>') ? [{ raw, says, remark: false }, { raw: '', says: `</${name.slice(1)}>`, remark: false }] : [{ raw, says, remark: false }]
  })
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decoded(text: string): string {
  return text.replace(/<!\[CDATA\[([^]*?)\]\]>/g, '$1').replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, number?: string, name?: string) => (
    hex ? String.fromCodePoint(parseInt(hex, 16)) : number ? String.fromCodePoint(Number(number)) : ENTITIES[name!] ?? whole))
}
