/** The tab of the forms: their files as text. */
import type { TabHost, TabView } from '../tab.ts'
import { filesView } from './files.ts'

export function mount(container: HTMLElement, host: TabHost): TabView {
  return filesView(container, host, { folder: 'forms/', writer: 'forms' })
}
