/** The cases of a file of tables: what is given and what must come out, tried with every change, each line green or red; the rules that none of them meets. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { CASES_END, holds, type TriedCase } from '../../processes/play/tables.ts'
import { decisionTablesIn, type DecisionTable } from '../../server/matters/decisionTables.ts'
import { useEditor } from '../frame/useEditor.ts'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { CaseLine, type Column } from './CaseLine.tsx'
import { withCase, withExpected, withGiven, withoutCase } from './cases.ts'
import type { History } from './history.ts'
import type { Known } from './known.ts'
import { compiled, givenTo, tried, type Compiled } from './trial.ts'

interface CasesProps { host: TabHost; say: Words; history: History; known: Known; path: string; decision: string | null; /** Brings a rule to the screen. */ show(rule: string): void }

export function CasesPart({ host, say, history, known, path, decision, show }: CasesProps) {
  const { workspace } = host
  const file = path.replace(/\.dmn$/, CASES_END)
  const xml = workspace.read(path) ?? ''
  const text = workspace.read(file) ?? ''
  const [looked, look] = useState<{ tables: Compiled; drawn: readonly DecisionTable[] } | null>(null)
  useEffect(() => {
    let gone = false
    void Promise.all([compiled(xml), decisionTablesIn(xml)]).then(([tables, drawn]) => { if (!gone) look({ tables, drawn: drawn ?? [] }) })
    return () => { gone = true }
  }, [xml])
  if (!looked || decision === null) return null
  const { tables, drawn } = looked
  const { asked, trial, unreadable } = tried(text, tables)
  const table = drawn.find(({ id }) => id === decision)
  const write = (next: string): void => history.write({ [file]: next })
  const cases = Object.hasOwn(asked, decision) ? asked[decision]! : []
  const columns = columnsOf(givenTo(tables, decision, cases), table, known)
  const output = outputOf(table, known)
  const outcome = (index: number): TriedCase | undefined => trial?.cases.find(({ place }) => place[0] === decision && place[1] === index)
  const wrong = cases.filter((_, index) => { const one = outcome(index); return one && !holds(one) }).length
  const unmet = trial?.rows.filter((row) => row.decision === decision && row.met === 0) ?? []
  const add = (): void => history.write({ [file]: withCase(text, decision, { given: cases.at(-1)?.given ?? firstGiven(columns), expect: cases.at(-1)?.expect ?? (output.type === 'boolean' ? true : null) }) }, true)
  return (
    <section class="m-cases" aria-label={say('cases')}>
      <div class="m-bar">
        <h3>{say('cases')}</h3>
        {trial && cases.length > 0 && <span class={wrong > 0 ? 'm-case-state is-wrong' : 'm-case-state is-fine'} role="status">{wrong > 0 ? say('cases.wrong', { count: wrong }) : say('cases.fine', { count: cases.length })}</span>}
        <span class="m-hint">{say('cases.lead')}</span>
        <button type="button" class="m-button" disabled={unreadable !== null} onClick={add}>{say('cases.add')}</button>
      </div>
      {'refused' in tables && <p class="m-wrong">{say('cases.refused')}</p>}
      {'sandbox' in tables && <p class="m-wrong">{say('cases.sandbox')}</p>}
      {unreadable !== null && <><p class="m-wrong">{say('cases.unreadable', { detail: unreadable })}</p><CasesText label={say('cases.text')} text={text} current={() => workspace.read(file) ?? ''} onChange={write} /></>}
      {unreadable === null && cases.length === 0 && <p class="m-none">{say('cases.none')}</p>}
      {unreadable === null && cases.length > 0 && (
        <div class="m-cases-scroll">
          <table class="m-table m-cases-grid">
            <thead><tr><th scope="col">{say('cases.number')}</th>{columns.map(({ name, title }) => <th scope="col" title={name}>{title}</th>)}<th scope="col">{say('cases.wanted')}</th><th scope="col">{say('cases.found')}</th><th /></tr></thead>
            <tbody>{cases.map((one, index) => (
              <CaseLine key={index} say={say} index={index} one={one} columns={columns} output={output} outcome={outcome(index)}
                give={(name, value) => write(withGiven(text, [decision, index], name, value))} expect={(value) => write(withExpected(text, [decision, index], value))}
                remove={() => history.write({ [file]: withoutCase(text, [decision, index]) }, true)} />
            ))}</tbody>
          </table>
        </div>
      )}
      {unmet.length > 0 && cases.length > 0 && (
        <p class="m-cases-unmet">{say('cases.unmet')} {unmet.map(({ row }) => <button type="button" class="m-link" onClick={() => show(table?.rules[row - 1]?.id ?? '')}>{say('cases.unmetRule', { row })}</button>)}</p>
      )}
    </section>
  )
}

/** What cannot be read as cases is mended as text. */
function CasesText(edited: { label: string; text: string; current(): string; onChange(text: string): void }) {
  const { place } = useEditor(edited, () => [], [])
  return <div class="m-json m-cases-text" ref={place} data-own-undo />
}

function columnsOf(names: readonly string[], table: DecisionTable | undefined, known: Known): Column[] {
  return names.map((name) => {
    const input = table?.inputs.find(({ expression }) => expression === name)
    const variable = known.variables.find((one) => one.name === name)
    return { name, title: input?.label || variable?.title || name, type: input?.type || variable?.type || '', values: known.valuesOf(name) }
  })
}

/** Several conclusions are one value with a name each. */
function outputOf(table: DecisionTable | undefined, known: Known): Column {
  const [first, ...others] = table?.outputs ?? []
  if (!first || others.length > 0 || table?.hitPolicy === 'COLLECT' || table?.hitPolicy.endsWith('ORDER')) return { name: 'expect', title: '', type: '', values: [] }
  return { name: first.name, title: first.label, type: first.type, values: known.valuesOf(first.name) }
}

function firstGiven(columns: readonly Column[]): Record<string, unknown> {
  const begun = columns.map(({ name, type, values }): [string, unknown] => [name, type === 'boolean' ? false : type === 'number' ? 0 : values[0]?.value])
  return Object.fromEntries(begun.filter(([, value]) => value !== undefined))
}
