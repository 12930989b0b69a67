/**
 * Our concepts in the menus that create, append and replace: first, under a heading of their own, each with its picture, which the file does not
 * carry. And the search of these menus, which listens to keys alone: what an input method or a paste brings in is searched for too.
 */
import type { Words } from '../words/words.ts'
import { iconOf } from './icons.ts'

/** After every other provider, so that all entries are there. */
const LAST = 100

interface Entry { imageUrl?: string; group?: { id: string; name: string }; search?: string | string[] }
type Entries = Record<string, Entry>

class ConceptMenus {
  static $inject = ['popupMenu', 'config.surroundings']

  constructor(popupMenu: { registerProvider(id: string, priority: number, provider: object): void }, { words }: { words: Words }) {
    const group = { id: 'tongban', name: words('menu.concepts') }
    const provider = { getPopupMenuEntries: () => (entries: Entries) => conceptsFirst(entries, group, words('menu.gateway')) }
    for (const menu of ['bpmn-create', 'bpmn-append', 'bpmn-replace', 'element-template-chooser']) popupMenu.registerProvider(menu, LAST, provider)
  }
}

/** @param gateway how people call a gateway that decides, for the search */
export function conceptsFirst(entries: Entries, group: { id: string; name: string }, gateway: string): Entries {
  const all = Object.entries(entries)
  const concepts = all.flatMap(([id, entry]): [string, Entry][] => {
    const icon = iconOf(/tongban:([a-z-]+)/.exec(id)?.[1] ?? '')
    return icon ? [[id, { ...entry, group, imageUrl: icon }]] : []
  })
  const named = new Set(concepts.map(([id]) => id))
  const others = all.filter(([id]) => !named.has(id)).map(([id, entry]): [string, Entry] => [id, /exclusive-gateway$/.test(id) ? { ...entry, search: gateway } : entry])
  return Object.fromEntries([...concepts, ...others])
}

const SEARCHES = '.djs-popup input, .djs-search-input input'

class TypedSearch {
  static $inject = ['canvas']

  constructor(canvas: { getContainer(): HTMLElement }) {
    const container = canvas.getContainer()
    const isSearch = ({ target }: Event): boolean => (target as Element).matches?.(SEARCHES)
    container.addEventListener('input', (event) => { if (isSearch(event)) event.target!.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true })) })
    // the key that ends a composition chooses a character, not an entry
    container.addEventListener('keydown', (event) => { if (event.isComposing && isSearch(event)) event.stopPropagation() }, { capture: true })
  }
}

export const menusModule = { __init__: ['conceptMenus', 'typedSearch'], conceptMenus: ['type', ConceptMenus], typedSearch: ['type', TypedSearch] }
