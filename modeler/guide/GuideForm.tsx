/** The guide as a form made from its own JSON Schema: each place one control, what is wrong said beside it. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { Labelled, NumberField, Select, Text, Tick } from '../forms/controls.tsx'
import { pointerOf } from '../forms/schemaPath.ts'
import type { Problem } from '../lint/problems.ts'
import { Picker } from '../panel/Picker.tsx'
import type { Choice } from '../panel/picking.ts'
import type { Words } from '../words/words.ts'
import type { Names } from './names.ts'
import { controlOf, emptyOf, insideOf, type GuideSchema } from './schema.ts'

/** A place that is to come to the screen; a new object brings it again. */
export interface Aim { path: readonly string[] }

export interface GuideContext {
  aim: Aim | null
  say: Words
  /** Sentences of the modeler itself, for parts that other tabs use too. */
  words: Words
  names: Names
  problems: Problem[]
  /** Values that a text can only have: bodies, posts, forms, elements of the diagram. */
  known(path: readonly string[]): Choice[] | undefined
  write(path: readonly string[], value: unknown): void
  /** Rows that a list could have and has not: the steps that stand in the diagram. */
  lacking(path: readonly string[], rows: readonly Record<string, unknown>[]): Record<string, unknown>[]
}

interface PlaceProps { context: GuideContext; schema: GuideSchema; path: readonly string[]; value: unknown; optional: boolean }

const LONG = 60

/** Found by its pointer when it is to come to the screen. */
export function Place(props: PlaceProps) {
  return <div class="m-place" data-place={pointerOf(props.path)}><PlaceControl {...props} /></div>
}

function PlaceControl(props: PlaceProps) {
  const { context, schema, path, value, optional } = props
  const label = labelOf(context, path)
  const wrong = context.problems.find(({ element }) => element === `/${path.join('/')}`)?.message
  const write = (next: unknown): void => context.write(path, optional && (next === '' || next === undefined) ? undefined : next)
  const control = controlOf(schema)
  switch (control) {
    case 'choice': return <Select label={label} value={String(value ?? '')} wrong={wrong} options={[...(optional || value === undefined ? [{ value: '', title: '—' }] : []), ...schema.enum!.map((one) => ({ value: one, title: context.names.value(plain(path), one) }))]} write={write} />
    case 'number': return <NumberField label={label} value={typeof value === 'number' ? value : undefined} wrong={wrong} write={write} />
    case 'truth': return <div class="m-field"><Tick label={label} value={value === true} write={(ticked) => context.write(path, optional && !ticked ? undefined : ticked)} />{wrong && <p class="m-wrong">{wrong}</p>}</div>
    case 'date': return <Labelled label={label} wrong={wrong}>{(id) => <input id={id} type="date" value={String(value ?? '')} onChange={(event) => write(event.currentTarget.value)} />}</Labelled>
    case 'text': return <TextPlace {...props} label={label} wrong={wrong} write={write} />
    case 'texts': return context.known(plain(path)) ? <KnownTicks {...props} label={label} wrong={wrong ?? inList(context, path)} /> : <Text label={label} long hint={context.say('guide.lines')} value={listOf(value).join('\n')} wrong={wrong ?? inList(context, path)} write={(text) => context.write(path, linesOf(text, optional))} />
    case 'answers': return <Text label={label} long hint={context.say('guide.answers')} value={listOf(value).map(String).join('\n')} wrong={wrong} write={(text) => context.write(path, (linesOf(text, optional) ?? []).map((one) => (one === 'true' ? true : one === 'false' ? false : one)))} />
    case 'pairs': return <Text label={label} long hint={context.say('guide.pairs')} value={Object.entries((value ?? {}) as object).map(([name, one]) => `${name} = ${String(one)}`).join('\n')} wrong={wrong} write={(text) => context.write(path, pairsOf(text, schema, optional))} />
    case 'ticks': return <Ticks {...props} label={label} wrong={wrong} />
    case 'optional': return <OptionalPart {...props} label={label} wrong={wrong} />
    case 'object': return optional && value === undefined ? <Missing {...props} label={label} /> : <ObjectPart {...props} label={label} wrong={wrong} />
    case 'objects': return <Rows {...props} label={label} wrong={wrong} />
    default: return control satisfies never
  }
}

interface Named extends PlaceProps { label: string; wrong?: string | undefined }

function TextPlace({ context, path, value, schema, label, wrong, write }: Named & { write(value: string): void }) {
  const known = context.known(plain(path))
  const text = String(value ?? '')
  if (known) return <div class="m-field"><Picker id={`m-guide-${path.join('-')}`} label={label} wrong={wrong} words={context.words} many={false} values={text === '' ? [] : [text]} choices={known} set={([picked = '']) => write(picked)} /></div>
  return <Text label={label} value={text} long={text.length > LONG || (schema.maxLength ?? 0) > 1000 && /text|rule|explain|remarks|answer|standard|description/i.test(path.at(-1)!)} wrong={wrong} write={write} />
}

function ObjectPart({ context, schema, path, value, optional, label, wrong }: Named) {
  const object = (value ?? {}) as Record<string, unknown>
  return (
    <fieldset class="m-choices m-guide-object">
      <legend>{label}</legend>
      {wrong && <p class="m-wrong">{wrong}</p>}
      <Fields context={context} schema={schema} path={path} value={object} />
      {optional && <button type="button" class="m-link" onClick={() => context.write(path, undefined)}>{context.say('guide.remove', { name: label })}</button>}
    </fieldset>
  )
}

/** The places of an object; those that may be left out and are, one click away. */
export function Fields({ context, schema, path, value }: { context: GuideContext; schema: GuideSchema; path: readonly string[]; value: Record<string, unknown> }) {
  return (
    <div class="m-guide-fields">
      {Object.entries(schema.properties ?? {}).map(([name, inner]) => (
        <Place key={name} context={context} schema={inner} path={[...path, name]} value={value[name]} optional={!schema.required?.includes(name)} />
      ))}
    </div>
  )
}

function Missing({ context, schema, path, label }: Named) {
  return <p class="m-guide-missing"><button type="button" class="m-link" onClick={() => context.write(path, emptyOf(schema))}>{context.say('guide.add', { name: label })}</button></p>
}

function OptionalPart(props: Named) {
  const { context, schema, path, value, label, wrong } = props
  const inner = insideOf(schema)
  const there = value !== null && value !== undefined
  if (controlOf(inner) !== 'object') return <Place {...props} schema={inner} value={value ?? undefined} context={{ ...context, write: (at, next) => context.write(at, next === undefined || next === '' ? null : next) }} optional />
  return (
    <fieldset class="m-choices m-guide-object">
      <legend><Tick label={label} value={there} write={(ticked) => context.write(path, ticked ? emptyOf(inner) : null)} /></legend>
      {wrong && <p class="m-wrong">{wrong}</p>}
      {there && <Fields context={context} schema={inner} path={path} value={value as Record<string, unknown>} />}
    </fieldset>
  )
}

function Ticks({ context, schema, path, value, label, wrong }: Named) {
  const chosen = listOf(value)
  return (
    <fieldset class="m-choices">
      <legend>{label}</legend>
      {wrong && <p class="m-wrong">{wrong}</p>}
      <div class="m-guide-ticks">{schema.items!.enum!.map((one) => <Tick label={context.names.value(plain(path), one)} value={chosen.includes(one)} write={(ticked) => context.write(path, schema.items!.enum!.filter((other) => (other === one ? ticked : chosen.includes(other))))} />)}</div>
    </fieldset>
  )
}

/** Of what is there; a name that is no more stays to be taken out. */
function KnownTicks({ context, path, value, label, wrong }: Named) {
  const chosen = listOf(value).map(String)
  const known = context.known(plain(path))!
  const all = [...known, ...chosen.filter((one) => !known.some((other) => other.value === one)).map((one) => ({ value: one, label: one }))]
  return (
    <fieldset class="m-choices">
      <legend>{label}</legend>
      {wrong && <p class="m-wrong">{wrong}</p>}
      <div class="m-guide-ticks">{all.map((one) => <Tick label={one.label} value={chosen.includes(one.value)} write={(ticked) => context.write(path, all.map((other) => other.value).filter((other) => (other === one.value ? ticked : chosen.includes(other))))} />)}</div>
    </fieldset>
  )
}

/** Items of a list as lines that open: an item is called by its own name. */
function Rows({ context, schema, path, value, label, wrong }: Named) {
  const rows = (Array.isArray(value) ? value : []) as Record<string, unknown>[]
  const [open, setOpen] = useState<number | null>(null)
  useEffect(() => {
    const aimed = rowOf(context.aim ? `${pointerOf(context.aim.path)}/` : undefined, path)
    if (aimed !== null) setOpen(aimed)
  }, [context.aim])
  const lacking = context.lacking(path, rows)
  const wrongRow = context.problems.map(({ element }) => rowOf(element, path)).find((row) => row !== null) ?? null
  const move = (index: number, by: number): void => {
    const next = [...rows]
    const [moved] = next.splice(index, 1)
    next.splice(index + by, 0, moved!)
    context.write(path, next)
    setOpen(index + by)
  }
  return (
    <fieldset class="m-choices m-guide-object">
      <legend>{label}（{rows.length}）</legend>
      {wrong && <p class="m-wrong">{wrong}</p>}
      {rows.map((row, index) => {
        const faulty = context.problems.some(({ element }) => rowOf(element, path) === index)
        const shown = open === index || (open === null && wrongRow === index)
        const name = String(row.name ?? row.question ?? (row.law === undefined ? '' : `${String(row.law)}${String(row.article ?? '')}`)) || context.say('guide.row', { number: index + 1 })
        return (
          <div class="m-guide-row" data-place={pointerOf([...path, String(index)])}>
            <button type="button" class="m-guide-row-name" aria-expanded={shown} onClick={() => setOpen(shown ? -1 : index)}>{index + 1}. {name}{faulty && <span class="m-sign m-sign-error"><span class="visually-hidden">{context.say('forms.wrong')}</span></span>}</button>
            {shown && (
              <div class="m-guide-row-body">
                <Fields context={context} schema={schema.items!} path={[...path, String(index)]} value={row} />
                <p class="m-bar">
                  <button type="button" class="m-button" disabled={index === 0} onClick={() => move(index, -1)}>{context.say('guide.up')}</button>
                  <button type="button" class="m-button" disabled={index === rows.length - 1} onClick={() => move(index, 1)}>{context.say('guide.down')}</button>
                  <button type="button" class="m-button" onClick={() => { setOpen(-1); context.write(path, rows.filter((_, at) => at !== index)) }}>{context.say('guide.removeRow')}</button>
                </p>
              </div>
            )}
          </div>
        )
      })}
      <button type="button" class="m-button" onClick={() => { context.write(path, [...rows, emptyOf(schema.items!)]); setOpen(rows.length) }}>{context.say('guide.addRow')}</button>
      {lacking.length > 0 && <> <button type="button" class="m-button" onClick={() => { context.write(path, [...rows, ...lacking]); setOpen(rows.length) }}>{context.say('guide.fromDiagram', { count: lacking.length })}</button></>}
    </fieldset>
  )
}

function rowOf(element: string | undefined, path: readonly string[]): number | null {
  const prefix = `/${path.join('/')}/`
  const number = element?.startsWith(prefix) ? /^\d+/.exec(element.slice(prefix.length))?.[0] : undefined
  return number === undefined ? null : Number(number)
}

function inList({ problems }: GuideContext, path: readonly string[]): string | undefined {
  return problems.find(({ element }) => rowOf(element, path) !== null)?.message
}

function labelOf({ names }: GuideContext, path: readonly string[]): string {
  return names.place(plain(path))
}

/** Without the numbers of list items. */
function plain(path: readonly string[]): string[] {
  return path.filter((key) => !/^\d+$/.test(key))
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** `name = value` a line; true, false and numbers are such where the schema allows them. */
function pairsOf(text: string, schema: GuideSchema, optional: boolean): Record<string, unknown> | undefined {
  const plainOnly = (schema.additionalProperties as GuideSchema | undefined)?.type === 'string'
  const pairs = (linesOf(text, false) ?? []).map((line) => line.split('=').map((part) => part.trim()) as [string, string?])
  const read = (value: string): unknown => (plainOnly || !/^(true|false|-?\d+(\.\d+)?)$/.test(value) ? value : JSON.parse(value))
  return optional && pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(([name, value = '']) => [name, read(value)]))
}

function linesOf(text: string, optional: boolean): string[] | undefined {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean)
  return optional && lines.length === 0 ? undefined : lines
}
