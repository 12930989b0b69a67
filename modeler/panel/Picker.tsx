/**
 * A field that is filled by picking from what exists, by name: what is picked stands above, a search with a list below. Arrows, Enter, Escape
 * and Backspace do what they do elsewhere. What is not known stays and is called unknown; it goes only when somebody takes it out.
 */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Words } from '../words/words.ts'
import { nameOf, offered, type Choice } from './picking.ts'

export interface PickerProps {
  id: string
  label: string
  description?: string | undefined
  wrong?: string | undefined
  words: Words
  /** One value: a pick takes the place of the one before. */
  many: boolean
  /** The order of what is picked means something. */
  ordered?: boolean
  values: readonly string[]
  choices: readonly Choice[]
  /** An expression in its place: it can be taken out, nothing can be added to it. */
  expression?: string | null
  set(values: string[]): void
  /** Is given the search, for who puts the focus there. */
  field?: { current: HTMLInputElement | null | undefined }
}

/** More are found by typing. */
const MOST = 60

export function Picker(props: PickerProps) {
  const { id, label, description, wrong, words, many, ordered = false, values, choices, expression = null, set, field } = props
  const [query, search] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const found = offered(choices, values, query)
  const shown = found.slice(0, MOST)
  const active = Math.min(at, shown.length - 1)
  const listId = `${id}-list`
  useEffect(() => { list.current?.children[active]?.scrollIntoView({ block: 'nearest' }) }, [open, active])
  const pick = (choice: Choice | undefined): void => {
    if (!choice) return
    set(many ? [...values, choice.value] : [choice.value])
    search('')
    setAt(0)
    if (!many) setOpen(false)
  }
  const without = (index: number): void => set(values.filter((_, other) => other !== index))
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return // Enter takes the Chinese word that is being typed
    switch (event.key) {
      case 'ArrowDown': case 'ArrowUp':
        event.preventDefault()
        if (!open) return setOpen(true)
        return setAt((Math.max(active, 0) + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % Math.max(shown.length, 1))
      case 'Enter':
        event.preventDefault()
        return open ? pick(shown[active]) : setOpen(true)
      case 'Escape':
        if (!open) return
        event.stopPropagation()
        search('')
        return setOpen(false)
      case 'Backspace':
        if (query === '' && values.length > 0) without(values.length - 1)
    }
  }
  return (
    <div class="m-pick">
      <label for={id}>{label}</label>
      <ul class="m-pick-chosen" aria-label={words('pick.chosen', { label })}>
        {expression !== null && <li class="is-unknown"><span>{words('pick.expression', { text: expression })}</span><Remove words={words} name={expression} remove={() => set([])} /></li>}
        {values.map((value, index) => {
          const known = nameOf(choices, value)
          const name = known ?? words('pick.unknown', { value })
          return (
            <li key={value} class={known === null ? 'is-unknown' : undefined} title={value}>
              <span>{ordered && values.length > 1 ? `${index + 1}. ` : ''}{name}</span>
              {ordered && index > 0 && <button type="button" aria-label={words('pick.earlier', { name })} onClick={() => set(moved(values, index))}>↑</button>}
              <Remove words={words} name={name} remove={() => without(index)} />
            </li>
          )
        })}
      </ul>
      {expression === null && (
        <div class="m-pick-field">
          <input
            ref={(input) => { if (field) field.current = input }}
            id={id} type="text" role="combobox" autocomplete="off" class="bio-properties-panel-input" data-edited={values.length > 0} aria-autocomplete="list" aria-expanded={open} aria-controls={listId}
            aria-activedescendant={open && shown[active] ? `${listId}-${active}` : undefined} placeholder={words(many || values.length === 0 ? 'pick.search' : 'pick.change')} value={query}
            onFocus={() => setOpen(true)} onBlur={() => { setOpen(false); search('') }} onClick={() => setOpen(true)} onKeyDown={keys}
            onInput={(event) => { search(event.currentTarget.value); setAt(0); setOpen(true) }}
          />
          {open && (
            <ul ref={list} id={listId} role="listbox" aria-label={label} class="m-pick-list" onMouseDown={(event) => event.preventDefault()}>
              {shown.map((choice, index) => (
                <li key={choice.value} id={`${listId}-${index}`} role="option" aria-selected={index === active} onClick={() => pick(choice)}>{choice.label}<small>{choice.value}</small></li>
              ))}
              {shown.length === 0 && <li class="m-pick-none" role="presentation">{words(query === '' ? 'pick.all' : 'pick.none')}</li>}
              {found.length > MOST && <li class="m-pick-none" role="presentation">{words('pick.more', { count: found.length - MOST })}</li>}
            </ul>
          )}
        </div>
      )}
      {description && <p class="m-hint">{description}</p>}
      {wrong && <p class="m-wrong" role="alert">{wrong}</p>}
    </div>
  )
}

function Remove({ words, name, remove }: { words: Words; name: string; remove(): void }) {
  return <button type="button" aria-label={words('pick.remove', { name })} onClick={remove}>×</button>
}

/** One place earlier. */
function moved(values: readonly string[], index: number): string[] {
  const next = [...values]
  next.splice(index - 1, 0, ...next.splice(index, 1))
  return next
}
