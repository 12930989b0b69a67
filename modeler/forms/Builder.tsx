/** A form built by hand: a palette of ordinary fields, the fields in their order (drag or Alt+arrows), and what is set of the chosen one. */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { FormSchema } from '../../server/forms/schema.ts'
import { bring } from '../frame/bring.ts'
import type { Problem } from '../lint/problems.ts'
import type { Words } from '../words/words.ts'
import { addField, freshName, moveField, nudge, removeField } from './edits.ts'
import { FieldPanel, type RightsStep } from './FieldPanel.tsx'
import { FormPanel } from './FormPanel.tsx'
import { outlineOf, type Entry } from './outline.ts'
import { KINDS, kindOf, newField, type Kind } from './palette.ts'
import { pointerOf } from './schemaPath.ts'

export interface BuilderProps {
  say: Words
  schema: FormSchema
  problems: Problem[]
  /** The steps with rights to the form. */
  steps: readonly RightsStep[]
  /** A field to choose, or the form as a whole (''); a new object chooses it again. */
  spot: { pointer: string } | null
  write(schema: FormSchema): void
  toText(): void
}

export function Builder({ say, schema, problems, steps, spot, write, toText }: BuilderProps) {
  const entries = outlineOf(schema)
  const place = useRef<HTMLDivElement>(null)
  const [chosen, choose] = useState<string | null>(null)
  useEffect(() => {
    if (spot === null) return
    const hit = entries.find(({ path }) => pointerOf(path) === spot.pointer)
    choose(hit ? spot.pointer : null)
    bring(() => place.current?.querySelector<HTMLElement>(hit ? '.m-outline [aria-current]' : '.m-panel') ?? null)
  }, [spot])
  const entry = entries.find(({ path }) => pointerOf(path) === chosen)
  const add = (kind: Kind): void => {
    const name = freshName(schema)
    const inside = entry?.schema.type === 'object' ? entry.path : entry?.schema.type === 'array' && entry.schema.items?.type === 'object' ? [...entry.path, 'items'] : undefined
    const owner = inside ?? entry?.owner ?? []
    const taken = inside && (kind === 'rows' || kind === 'group') ? entry!.owner : owner // no rows within rows
    write(addField(schema, taken, name, newField(kind, say(`forms.kind.${kind}`), say), taken === inside ? undefined : entry?.name))
    choose(pointerOf([...taken, 'properties', name]))
  }
  const remove = (gone: Entry): void => {
    write(removeField(schema, gone))
    choose(null)
  }
  const changed = (next: FormSchema, pointer?: string): void => {
    write(next)
    if (pointer !== undefined) choose(pointer)
  }
  return (
    <div class="m-builder" ref={place}>
      <div class="m-palette" role="toolbar" aria-label={say('forms.palette')}>
        {KINDS.map((kind) => <button type="button" class="m-chip" onClick={() => add(kind)}>{say(`forms.kind.${kind}`)}</button>)}
      </div>
      <div class="m-outline-place">
        <Outline say={say} entries={entries} problems={problems} chosen={chosen} choose={choose} move={(moved, target, where) => {
          const next = moveField(schema, moved, target, where)
          changed(next, pointerOf([...target.owner, 'properties', moved.name]))
        }} nudge={(moved, by) => changed(nudge(schema, moved, by))} remove={remove} />
      </div>
      <div class="m-field-place">
        {entry
          ? <FieldPanel key={chosen!} say={say} steps={steps} schema={schema} entry={entry} problems={problemsOf(problems, entry)} change={changed} remove={() => remove(entry)} toText={toText} />
          : <FormPanel say={say} schema={schema} problems={problems.filter(({ element }) => element === undefined || !entries.some(({ path }) => element.startsWith(pointerOf(path))))} change={changed} />}
      </div>
    </div>
  )
}

function problemsOf(problems: Problem[], { path }: Entry): Problem[] {
  const own = pointerOf(path)
  return problems.filter(({ element }) => element === own || element?.startsWith(`${own}/`))
}

interface OutlineProps {
  say: Words
  entries: Entry[]
  problems: Problem[]
  chosen: string | null
  choose(pointer: string | null): void
  move(moved: Entry, target: Entry, where: 'before' | 'behind'): void
  nudge(entry: Entry, by: -1 | 1): void
  remove(entry: Entry): void
}

function Outline({ say, entries, problems, chosen, choose, move, nudge, remove }: OutlineProps) {
  const [dragged, drag] = useState<Entry | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const key = (event: KeyboardEvent, index: number): void => {
    const entry = entries[index]!
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (event.key === 'Delete') return remove(entry)
    if (step === undefined) return
    event.preventDefault()
    if (event.altKey) return nudge(entry, step)
    const next = entries[index + step]
    if (!next) return
    choose(pointerOf(next.path))
    ;(event.currentTarget as HTMLElement).parentElement?.children[index + step]?.querySelector('button')?.focus()
  }
  const drop = (event: DragEvent, target: Entry): void => {
    event.preventDefault()
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    if (dragged) move(dragged, target, event.clientY < box.top + box.height / 2 ? 'before' : 'behind')
    drag(null)
    setOver(null)
  }
  return (
    <ol class="m-outline" aria-label={say('forms.outline')}>
      {entries.map((entry, index) => {
        const pointer = pointerOf(entry.path)
        const wrong = problemsOf(problems, entry).length > 0
        return (
          <li key={pointer} draggable class={`m-outline-row m-depth-${Math.min(entry.depth, 3)}${over === pointer ? ' m-over' : ''}`}
            onDragStart={() => drag(entry)} onDragEnd={() => { drag(null); setOver(null) }} onDragOver={(event) => { event.preventDefault(); setOver(pointer) }} onDrop={(event) => drop(event, entry)} onKeyDown={(event) => key(event, index)}>
            <button type="button" aria-current={pointer === chosen ? 'true' : undefined} onClick={() => choose(pointer)}>
              <span class="m-grip" aria-hidden="true" />
              <span class="m-outline-title">{entry.schema.title ?? entry.name}{wrong && <span class="m-sign m-sign-error"><span class="visually-hidden">{say('forms.wrong')}</span></span>}</span>
              <span class="m-outline-kind">{kindWord(say, entry.schema)}{entry.required ? ` · ${say('forms.required')}` : ''}{entry.condition === null ? '' : ` · ${say('forms.conditional')}`}</span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function kindWord(say: Words, schema: FormSchema): string {
  const kind = kindOf(schema)
  return kind ? say(`forms.kind.${kind}`) : say('forms.kind.other')
}

