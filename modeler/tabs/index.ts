/** The tabs in their order. A new one is a file beside this and a line here. */
import type { Tab } from '../tab.ts'
import { DIAGRAM, GUIDE } from '../workspace.ts'

export const tabs: readonly Tab[] = [
  { id: 'diagram', label: 'tab.diagram', owns: (file) => file === DIAGRAM, open: () => import('./diagram.tsx') },
  { id: 'guide', label: 'tab.guide', owns: (file) => file === GUIDE, open: () => import('./guide.tsx') },
  { id: 'forms', label: 'tab.forms', owns: (file) => file.startsWith('forms/'), open: () => import('./forms.tsx') },
  { id: 'letters', label: 'tab.letters', owns: (file) => file.startsWith('letters/'), open: () => import('./letters.tsx') },
  { id: 'tables', label: 'tab.tables', owns: (file) => file.startsWith('tables/'), open: () => import('./tables.tsx') },
  { id: 'tryout', label: 'tab.tryout', owns: (file) => file.startsWith('scenarios'), open: () => import('./tryout.tsx') },
  { id: 'versions', label: 'tab.versions', owns: () => false, open: () => import('./versions.tsx') },
]
