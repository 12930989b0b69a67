/** The group of a step that a decision table decides: which decision, picked from the matter's tables, the variable of its conclusion, and the way to the table. */
import { Group } from '@bpmn-io/properties-panel'
import type { Shape } from '../drawing/drawing.ts'
import { picker, text, type Entry } from './entries.tsx'
import { extensionOf, put, type Writers } from './extensions.ts'
import type { PanelGroup, Surroundings } from './groups.tsx'

const CALLED = 'zeebe:CalledDecision'
/** What the concept's template writes until somebody says it (templates/decision-table.json). */
const UNSAID = { decisionId: 'decision', resultVariable: 'decisionResult' }

export function decisionGroup(element: Shape, writers: Writers, { words, decisions, openTable }: Surroundings): PanelGroup {
  const called = extensionOf(element, CALLED)
  const [id, result] = ['decisionId', 'resultVariable'].map((name) => String(called?.get(name) ?? '')) as [string, string]
  const choices = decisions()
  const known = choices.find(({ value }) => value === id)
  const unsaid = id === '' || (id === UNSAID.decisionId && !known)
  const write = (facts: { decisionId?: string; resultVariable?: string }): void => {
    if (called) writers.modeling.updateModdleProperties(element, called, facts)
    else put(writers, element, CALLED, { ...UNSAID, ...facts })
  }
  const which = picker({
    id: 'tongban-decision', label: words('panel.decision'), description: words(choices.length > 0 ? 'panel.decisionHelp' : 'panel.decisionNone'), words, many: false, choices, values: unsaid ? [] : [id],
    // who has not named the variable gets the decision's own name for it
    set: ([picked]) => write({ decisionId: picked ?? UNSAID.decisionId, ...(picked && ['', id, UNSAID.resultVariable].includes(result) ? { resultVariable: picked } : {}) }),
  })
  const open: Entry = { id: 'tongban-decision-open', component: OpenTable, label: words(known ? 'panel.decisionOpen' : 'panel.decisionDraw'), open: () => openTable(known?.value) }
  const variable = text({ id: 'tongban-decision-result', label: words('panel.decisionResult'), description: words('panel.decisionResultHelp'), get: () => result, set: (resultVariable) => write({ resultVariable }) })
  return { id: 'tongban-decision', label: words('panel.decisionGroup'), component: Group, entries: [which, open, variable] }
}

/** One and the same component each time: a button that is made anew while it is pressed is not pressed. */
function OpenTable({ label, open }: { label: string; open(): void }) {
  return <div class="bio-properties-panel-entry"><button type="button" class="m-button" onClick={open}>{label}</button></div>
}
