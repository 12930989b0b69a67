/** The style of dmn-js, a sheet of its own that comes with the tab of the tables; ours (tables.css) is laid over it. */
import type { PageModel } from '../page.ts'

/** Before the modeler's own sheet, whose rules are to win. Goes on without it where it cannot be loaded: a plain table can be edited. */
export function loadSheet({ tablesStyle }: Pick<PageModel, 'tablesStyle'>): Promise<void> {
  if (document.querySelector(`link[href="${CSS.escape(tablesStyle)}"]`)) return Promise.resolve()
  return new Promise((done) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: tablesStyle, onload: () => done(), onerror: () => done() })
    document.head.prepend(link)
  })
}
