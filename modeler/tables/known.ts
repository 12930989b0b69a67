/** What the tab of the tables knows of the matter: the variables that its cases have, with titles and what they can be. */
import { useEffect, useMemo, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { readDiagram, type Diagram } from '../../server/matters/diagram.ts'
import { titlesOf } from '../../server/matters/tableWords.ts'
import { bundleOf } from '../lint/bundle.ts'
import type { TabHost } from '../tab.ts'
import { DIAGRAM } from '../workspace.ts'
import { knownVariables, type KnownVariable } from './variables.ts'

export interface Known {
  variables: readonly KnownVariable[]
  /** What people call the values of a variable. */
  valuesOf(variable: string): readonly { value: string; title: string }[]
}

export function useKnown({ workspace, page }: TabHost): Known {
  const [diagram, read] = useState<Diagram | null>(null)
  const text = workspace.read(DIAGRAM) ?? ''
  useEffect(() => {
    let gone = false
    const take = (found: Diagram | null): void => { if (!gone) read(found) }
    readDiagram(text).then(take, () => take(null)) // nothing that could be a process: the rules say why
    return () => { gone = true }
  }, [text])
  return useMemo(() => {
    const { forms, matter } = bundleOf(workspace.files(), page.place.shared).bundle
    const variables = knownVariables(diagram && { diagram, forms, application: forms[matter?.form ?? ''] }, forms)
    return { variables, valuesOf: (name) => variables.find((one) => one.name === name)?.values ?? titlesOf(forms, name) }
  }, [diagram, workspace.revision])
}
