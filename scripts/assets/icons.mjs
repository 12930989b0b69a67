/** One sprite of the icons that views and navigation entries name, drawn from @tabler/icons. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `{{icon "check"}}`, `icon="inbox"` in views and `icon: 'inbox'` in code. */
const NAMED = /\bicon(?:\s+|=|:\s*)["']([a-z0-9-]+)["']/g

/** @param {string[]} texts */
export function usedIcons(texts) {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map((match) => match[1])))].sort()
}

/** @throws when a view names an icon that does not exist. */
export function sprite(root, names) {
  const all = JSON.parse(readFileSync(join(root, 'node_modules/@tabler/icons/tabler-nodes-outline.json'), 'utf8'))
  const symbols = names.map((name) => {
    if (!all[name]) throw new Error(`There is no icon "${name}" in @tabler/icons. Correct its name in the view or the code that uses it.`)
    const shapes = all[name].map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(' ')}/>`)
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes.join('')}</symbol>`
  })
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`)
}
