/**
 * Cuts a style sheet to what is used: rules whose classes stand in no view, dark mode, custom properties nobody reads.
 * A small reader of CSS, enough for a minified sheet: blocks, strings, comments, at-rules.
 */

/** Words that may be class names: everything that looks like one in views and programs, and what scripts add. */
export function wordsOf(texts) {
  const words = new Set(['active', 'show', 'disabled', 'visually-hidden'])
  for (const text of texts) for (const word of text.match(/[A-Za-z][\w-]*/g) ?? []) words.add(word)
  return words
}

/** @param {string} css @param {Set<string>} words @returns {string} */
export function purge(css, words) {
  const tree = parse(css.replace(/\/\*[\s\S]*?\*\//g, ''))
  const kept = keepRules(tree, words)
  return print(dropUnread(kept))
}

/** @returns nodes {head, body: string | node[]} or {head} for a statement such as `@charset`. */
function parse(css) {
  const nodes = []
  let from = 0
  for (let at = 0; at < css.length; at++) {
    const sign = css[at]
    if (sign === '"' || sign === "'") at = endOfString(css, at)
    else if (sign === ';') { nodes.push({ head: css.slice(from, at).trim() }); from = at + 1 }
    else if (sign === '{') {
      const end = endOfBlock(css, at)
      const head = css.slice(from, at).trim()
      const inner = css.slice(at + 1, end)
      nodes.push({ head, body: /^@(media|supports|layer|container)/.test(head) ? parse(inner) : inner })
      at = end
      from = end + 1
    }
  }
  return nodes
}

function endOfString(css, start) {
  for (let at = start + 1; at < css.length; at++) {
    if (css[at] === '\\') at++
    else if (css[at] === css[start]) return at
  }
  return css.length
}

function endOfBlock(css, start) {
  let depth = 0
  for (let at = start; at < css.length; at++) {
    if (css[at] === '"' || css[at] === "'") at = endOfString(css, at)
    else if (css[at] === '{') depth++
    else if (css[at] === '}' && --depth === 0) return at
  }
  return css.length
}

function keepRules(nodes, words) {
  return nodes.flatMap((node) => {
    if (node.body === undefined) return node.head.startsWith('@charset') ? [] : [node]
    if (Array.isArray(node.body)) {
      const body = keepRules(node.body, words)
      return body.length ? [{ head: node.head, body }] : []
    }
    if (node.head.startsWith('@')) return [node]
    const selectors = splitTop(node.head, ',').filter((selector) => isUsed(selector.trim(), words))
    return selectors.length ? [{ head: selectors.join(','), body: node.body }] : []
  })
}

function isUsed(selector, words) {
  if (/\[data-bs-theme=["']?dark|\[dir=["']?rtl|\[data-bs-theme-/.test(selector)) return false
  const plain = selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '').replace(/\[[^\]]*\]/g, '')
  const classes = [...plain.matchAll(/\.((?:\\.|[\w-])+)/g)].map((match) => match[1].replaceAll('\\', ''))
  return classes.every((name) => words.has(name))
}

/** Custom properties that no kept declaration reads go, then those that only they read, until nothing changes. */
function dropUnread(nodes) {
  for (;;) {
    const text = print(nodes)
    const reads = new Set([...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]))
    const animations = new Set([...text.matchAll(/animation(?:-name)?:([^;}]+)/g)].flatMap((match) => match[1].match(/[\w-]+/g) ?? []))
    const next = dropIn(nodes, reads, animations)
    if (print(next).length === text.length) return next
    nodes = next
  }
}

function dropIn(nodes, reads, animations) {
  return nodes.flatMap((node) => {
    if (Array.isArray(node.body)) {
      const body = dropIn(node.body, reads, animations)
      return body.length ? [{ ...node, body }] : []
    }
    if (node.body === undefined) return [node]
    const [, rule, name] = /^@([\w-]+)\s+(\S+)/.exec(node.head) ?? []
    if (rule === 'keyframes' || rule === '-webkit-keyframes') return animations.has(name) ? [node] : []
    if (rule === 'property') return reads.has(name) ? [node] : []
    const body = splitTop(node.body, ';').filter((line) => !/^\s*--/.test(line) || reads.has(line.slice(0, line.indexOf(':')).trim())).join(';')
    return body.trim() ? [{ ...node, body }] : []
  })
}

/** Splits outside strings and brackets: selectors at commas, declarations at semicolons. */
function splitTop(text, separator) {
  const parts = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"' || sign === "'") at = endOfString(text, at)
    else if (sign === '\\') at++
    else if (sign === '(' || sign === '[') depth++
    else if (sign === ')' || sign === ']') depth--
    else if (sign === separator && depth === 0) { parts.push(text.slice(from, at)); from = at + 1 }
  }
  parts.push(text.slice(from))
  return parts.filter((part) => part.trim())
}

function print(nodes) {
  return nodes.map((node) => (node.body === undefined ? `${node.head};` : `${node.head}{${Array.isArray(node.body) ? print(node.body) : node.body}}`)).join('')
}
