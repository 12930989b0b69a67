/** Building stones of the groups: a field of text, a choice, a row of a list; each writes through a function and knows nothing of BPMN. */
import { CollapsibleEntry, SelectEntry, TextAreaEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited, useShowEntryEvent } from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { Shape } from '../drawing/drawing.ts'
import { Picker, type PickerProps } from './Picker.tsx'
import type { Choice } from './picking.ts'

export interface Entry { id: string; component: unknown; isEdited?: unknown; [more: string]: unknown }

interface Field { id: string; label: string; description?: string; get(): string; set(value: string): void; valid?(value: string): string | undefined }

export function text({ id, label, description, get, set, valid }: Field, long = false): Entry {
  const Component = ({ element }: { element: Shape }) => {
    const debounce = useService('debounceInput')
    const Shown = long ? TextAreaEntry : TextFieldEntry
    return <Shown element={element} id={id} label={label} description={description} getValue={get} setValue={(value: string | undefined) => set(value ?? '')} debounce={debounce} validate={valid && ((value: string | undefined) => valid(value ?? ''))} />
  }
  return { id, component: Component, isEdited: isTextFieldEntryEdited }
}

export function choice({ id, label, description, get, set, choices }: Field & { choices(): Choice[] }): Entry {
  const Component = ({ element }: { element: Shape }) => {
    const known = choices()
    const options = known.some(({ value }) => value === get()) ? known : [{ value: get(), label: get() || '—' }, ...known]
    return <SelectEntry element={element} id={id} label={label} description={description} getValue={get} setValue={set} getOptions={() => options} />
  }
  return { id, component: Component, isEdited: isSelectEntryEdited }
}

/** A field filled by picking. The component is one and the same each time, so the search keeps what was typed while the panel is drawn anew. */
export function picker(picked: PickerProps): Entry {
  return { ...picked, component: PickerEntry, isEdited: (node: HTMLElement | null) => node?.dataset.edited === 'true' }
}

function PickerEntry({ id, ...picked }: PickerProps) {
  const field = useShowEntryEvent(id) // as bpmn.io's own entries: its group unfolds, it gets the focus
  return <div class="bio-properties-panel-entry" data-entry-id={id}><Picker {...picked} id={`bio-properties-panel-${id}`} field={field} /></div>
}

interface Ticks { id: string; label: string; description: string; choices: readonly Choice[]; get(): string[]; set(chosen: string[]): void }

/** Several of a few; what stands there and is no choice (any more) is shown by its code, so that it can be taken out. */
export function ticks(shown: Ticks): Entry {
  return { ...shown, component: TicksEntry }
}

function TicksEntry({ id, label, description, choices, get, set }: Ticks) {
  const first = useShowEntryEvent(id)
  const chosen = get()
  const all = [...choices, ...chosen.filter((one) => !choices.some(({ value }) => value === one)).map((value) => ({ value, label: value }))]
  return (
    <fieldset class="bio-properties-panel-entry m-panel-ticks" data-entry-id={id}>
      <legend class="bio-properties-panel-label">{label}</legend>
      {all.map((one, index) => (
        <label key={one.value} class="m-tick"><input type="checkbox" ref={(box) => { if (index === 0) first.current = box }} checked={chosen.includes(one.value)} onChange={(event) => set(all.map(({ value }) => value).filter((value) => (value === one.value ? event.currentTarget.checked : chosen.includes(value))))} />{one.label}</label>
      ))}
      <div class="bio-properties-panel-description">{description}</div>
    </fieldset>
  )
}

/** One row of a list group: it opens to its entries. */
export function row(id: string, label: string, entries: Entry[], remove: () => void): { id: string; label: string; entries: Entry[]; remove(event: Event): void } {
  return { id, label, entries, remove: (event) => { event.stopPropagation(); remove() } }
}

export { CollapsibleEntry }
