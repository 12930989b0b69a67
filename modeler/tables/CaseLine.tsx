/** A line of the grid of cases: a field for each value that is given and for what must come out, what came out and by which rule. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import { holds, type TableCase, type TriedCase } from '../../processes/play/tables.ts'
import type { Words } from '../words/words.ts'
import { readValue, written } from './values.ts'

/** `type` as DMN names it; '' where anything may stand. */
export interface Column { name: string; title: string; type: string; values: readonly { value: string; title: string }[] }

interface LineProps {
  say: Words
  index: number
  one: TableCase
  columns: readonly Column[]
  output: Column
  outcome: TriedCase | undefined
  give(name: string, value: unknown): void
  expect(value: unknown): void
  remove(): void
}

export function CaseLine({ say, index, one, columns, output, outcome, give, expect, remove }: LineProps) {
  const number = index + 1
  const fine = outcome && holds(outcome)
  return (
    <tr class={outcome === undefined ? undefined : fine ? 'is-fine' : 'is-wrong'}>
      <th scope="row">{number}</th>
      {columns.map((column) => (
        <td><Value say={say} column={column} optional label={say('cases.cell', { number, name: column.title })} value={Object.hasOwn(one.given, column.name) ? one.given[column.name] : undefined} write={(value) => give(column.name, value)} /></td>
      ))}
      <td><Value say={say} column={output} optional={false} label={say('cases.cell', { number, name: say('cases.wanted') })} value={one.expect} write={expect} /></td>
      <td class="m-case-found">{outcome && (
        <>
          <strong>{fine ? `✓ ${say('cases.holds')}` : `× ${say('cases.fails')}`}</strong>
          <span title={outcome.failure ?? undefined}>{outcome.failure === null ? shown(outcome.found, output, say) : outcome.met.length > 1 ? say('cases.several') : outcome.failure}</span>
          <small>{outcome.met.length === 0 ? say('cases.noRule') : say('cases.rule', { rows: outcome.met.map(({ row }) => row).join(say('comma')) })}</small>
        </>
      )}</td>
      <td><button type="button" class="m-icon" aria-label={say('cases.remove', { number })} title={say('cases.remove', { number })} onClick={remove}>×</button></td>
    </tr>
  )
}

interface ValueProps { say: Words; column: Column; optional: boolean; label: string; value: unknown; write(value: unknown): void }

function Value({ say, column, optional, label, value, write }: ValueProps) {
  const { type, values } = column
  const choices = type === 'boolean' ? [true, false].map((one) => ({ value: one as unknown, title: say(`test.${one}`) })) : values
  if (choices.length > 0) {
    const known = [...choices, ...(value === undefined || choices.some((one) => one.value === value) ? [] : [{ value, title: JSON.stringify(value) }])]
    return (
      <select aria-label={label} value={String(known.findIndex((one) => one.value === value))} onChange={(event) => write(known[Number(event.currentTarget.value)]?.value)}>
        {(optional || value === undefined) && <option value="-1">{say('cases.open')}</option>}
        {known.map(({ title }, index) => <option value={String(index)}>{title}</option>)}
      </select>
    )
  }
  return <TypedValue label={label} type={type} optional={optional} placeholder={optional ? say('cases.open') : ''} value={value} write={write} />
}

/** Written when it is left or by Enter: half a number is none. */
function TypedValue({ label, type, optional, placeholder, value, write }: { label: string; type: string; optional: boolean; placeholder: string; value: unknown; write(value: unknown): void }) {
  const [typed, type_] = useState<string | null>(null)
  const take = (): void => {
    if (typed === null) return
    const read = typed.trim() === '' ? (optional ? { value: undefined } : null) : readValue(typed.trim(), type)
    if (read) write(read.value)
    type_(null)
  }
  return (
    <input aria-label={label} data-own-undo value={typed ?? written(value, type)} placeholder={placeholder} inputMode={type === 'number' ? 'decimal' : 'text'} class={typed !== null && typed.trim() !== '' && !readValue(typed.trim(), type) ? 'is-wrong' : undefined}
      onInput={(event) => type_(event.currentTarget.value)} onBlur={take} onKeyDown={(event) => { if (event.key === 'Enter' && !event.isComposing) take() }} />
  )
}

function shown(value: unknown, { values }: Column, say: Words): string {
  if (typeof value === 'boolean') return say(`test.${value}`)
  return values.find((one) => one.value === value)?.title ?? (typeof value === 'string' ? value : JSON.stringify(value))
}
