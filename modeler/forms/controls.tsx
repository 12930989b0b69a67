/** Small controls of the panels: a label with its field. A value is written when it is left, a choice at once. */
import type { ComponentChildren } from '@bpmn-io/properties-panel/preact'
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'

let made = 0
function useId(): string {
  const [id] = useState(() => `m-field-${++made}`)
  return id
}

export function Labelled({ label, hint, wrong, children }: { label: string; hint?: string; wrong?: string | undefined; children(id: string): ComponentChildren }) {
  const id = useId()
  return (
    <div class="m-field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint && <p class="m-hint">{hint}</p>}
      {wrong && <p class="m-wrong" role="alert">{wrong}</p>}
    </div>
  )
}

interface TextProps { label: string; value: string; hint?: string; wrong?: string | undefined; long?: boolean; list?: readonly string[]; write(value: string): void }

export function Text({ label, value, hint, wrong, long, write }: TextProps) {
  const [typed, type] = useState(value)
  useEffect(() => type(value), [value])
  // what stands in the field, not what was last drawn: a hand may be quicker
  const leave = ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }): void => { if (currentTarget.value !== value) write(currentTarget.value) }
  return (
    <Labelled label={label} wrong={wrong} {...(hint ? { hint } : {})}>{(id) => (long
      ? <textarea id={id} rows={3} value={typed} onInput={(event) => type(event.currentTarget.value)} onBlur={leave} />
      : <input id={id} value={typed} onInput={(event) => type(event.currentTarget.value)} onBlur={leave} onKeyDown={(event) => { if (event.key === 'Enter') leave(event) }} />)}
    </Labelled>
  )
}

export function NumberField({ label, value, wrong, write }: { label: string; value: number | undefined; wrong?: string | undefined; write(value: number | undefined): void }) {
  return <Text label={label} value={value === undefined ? '' : String(value)} wrong={wrong} write={(text) => { if (text.trim() === '') write(undefined); else if (Number.isFinite(Number(text))) write(Number(text)) }} />
}

export function Tick({ label, value, write }: { label: string; value: boolean; write(value: boolean): void }) {
  return <label class="m-tick"><input type="checkbox" checked={value} onChange={(event) => write(event.currentTarget.checked)} />{label}</label>
}

export function Select({ label, value, options, wrong, write }: { label: string; value: string; options: readonly { value: string; title: string }[]; wrong?: string | undefined; write(value: string): void }) {
  const known = options.some((option) => option.value === value)
  return (
    <Labelled label={label} wrong={wrong}>{(id) => (
      <select id={id} value={value} onChange={(event) => write(event.currentTarget.value)}>
        {!known && <option value={value}>{value}</option>}
        {options.map((option) => <option value={option.value}>{option.title}</option>)}
      </select>
    )}</Labelled>
  )
}
