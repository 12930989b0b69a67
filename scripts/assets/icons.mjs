/** The icons that views and navigation entries name, drawn from @tabler/icons. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `{{icon "check"}}`, `icon="inbox"` in views and `icon: 'inbox'` in code. */
const NAMED = /\bicon(?:\s+|=|:\s*)["']([a-z0-9-]+)["']/g

/** @param {string[]} texts */
export function usedIcons(texts) {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map((match) => match[1])))].sort()
}

/**
 * The shapes of each icon as markup. They are written into the page itself: a sprite in a file of its own comes late and flickers.
 * @returns {Record<string, string>} @throws when a view names an icon that does not exist.
 */
export function iconShapes(root, names) {
  const all = JSON.parse(readFileSync(join(root, 'node_modules/@tabler/icons/tabler-nodes-outline.json'), 'utf8'))
  return Object.fromEntries(names.map((name) => {
    if (!all[name]) throw new Error(`There is no icon "${name}" in @tabler/icons. Correct its name in the view or the code that uses it.`)
    return [name, all[name].map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(' ')}/>`).join('')]
  }))
}
