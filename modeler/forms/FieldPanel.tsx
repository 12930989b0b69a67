/** What is set of one field: title, name, help, required, limits, choices, unit, condition, page. What it does not show it leaves as it is. */
import type { Choice, FormSchema, Scalar } from '../../server/forms/schema.ts'
import { choicesOf } from '../../server/forms/schema.ts'
import type { Problem } from '../lint/problems.ts'
import type { Words } from '../words/words.ts'
import { NumberField, Select, Text, Tick } from './controls.tsx'
import { pageOf, renameField, rightOf, setCondition, setRequired, setRight, toPage, levelOf, type Right } from './edits.ts'
import { outlineOf, type Entry, type Simple } from './outline.ts'
import { kindOf } from './palette.ts'
import { pointerOf, put } from './schemaPath.ts'

export interface RightsStep { id: string; name: string; rights: readonly Right[] }

export interface FieldPanelProps {
  say: Words
  schema: FormSchema
  entry: Entry
  /** Each with the rights it may have; the first is what it has unless another is set. */
  steps: readonly RightsStep[]
  problems: Problem[]
  /** @param pointer of the field, where the change gave it another place */
  change(schema: FormSchema, pointer?: string): void
  remove(): void
  toText(): void
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

export function FieldPanel({ say, schema, entry, steps, problems, change, remove, toText }: FieldPanelProps) {
  const { schema: field, path, owner, name } = entry
  const set = (word: string, value: unknown): void => change(put(schema, [...path, word], value === '' ? undefined : value))
  const said = (word: string): string | undefined => problems.find(({ element }) => element === `${pointerOf(path)}/${word}`)?.message
  const rename = (wanted: string): void => {
    const taken = outlineOf(schema).some((other) => other.name === wanted && levelOf(other.owner).join('/') === levelOf(owner).join('/'))
    if (NAME.test(wanted) && !taken) change(renameField(schema, entry, wanted), pointerOf([...owner, 'properties', wanted]))
  }
  const kind = kindOf(field)
  return (
    <section class="m-panel" aria-label={say('forms.field')}>
      <h3>{field.title ?? name}</h3>
      {problems.map(({ message }) => <p class="m-wrong">{message}</p>)}
      <Text label={say('forms.title')} value={field.title ?? ''} wrong={said('title')} write={(value) => set('title', value)} />
      <Text label={say('forms.name')} value={name} hint={say('forms.nameHint')} write={rename} />
      <Tick label={say('forms.required')} value={entry.required} write={(value) => change(setRequired(schema, owner, name, value))} />
      <Text label={say('forms.help')} value={field['x-help'] ?? ''} long write={(value) => set('x-help', value)} />
      {(field.type === 'string' || field.type === 'number' || field.type === 'integer') && kind !== 'choice' && <Text label={say('forms.sample')} value={field['x-sample'] ?? ''} write={(value) => set('x-sample', value)} />}
      <Limits say={say} field={field} said={said} set={set} />
      {choicesOf(field.type === 'array' ? field.items ?? {} : field) && <Choices say={say} field={field} path={path} schema={schema} change={change} />}
      <ConditionPart say={say} schema={schema} entry={entry} change={change} toText={toText} />
      {schema['x-pages'] && levelOf(owner).length === 0 && (
        <Select label={say('forms.page')} value={String(pageOf(schema, name) ?? '')} options={schema['x-pages'].map((page, index) => ({ value: String(index), title: page.title }))} write={(value) => change(toPage(schema, name, Number(value)))} />
      )}
      {owner.length === 0 && name !== 'outcome' && steps.length > 0 && (
        <fieldset class="m-choices">
          <legend>{say('forms.rights')}</legend>
          <p class="m-hint">{say(steps.every(({ rights }) => rights.length === 3) ? 'forms.rightsHint' : 'forms.applicationRightsHint')}</p>
          {steps.map(({ id, name: step, rights }) => {
            const given = rightOf(schema, id, name)
            return <Select label={step} value={given === 'write' ? rights[0]! : given} options={rights.map((right) => ({ value: right, title: say(`forms.right.${right}`) }))} write={(right) => change(setRight(schema, id, name, right === rights[0] ? 'write' : right as Right))} />
          })}
        </fieldset>
      )}
      <p class="m-panel-acts"><button type="button" class="m-button" onClick={remove}>{say('forms.remove')}</button></p>
      <p class="m-hint">{say('forms.keys')}</p>
    </section>
  )
}

function Limits({ say, field, said, set }: { say: Words; field: FormSchema; said(word: string): string | undefined; set(word: string, value: unknown): void }) {
  const number = (word: keyof FormSchema & string) => <NumberField label={say(`forms.limit.${word}`)} value={field[word] as number | undefined} wrong={said(word)} write={(value) => set(word, value)} />
  const plainText = field.type === 'string' && !choicesOf(field) && !field.format && !field['x-format']
  return (
    <>
      {plainText && number('minLength')}
      {plainText && number('maxLength')}
      {(field.type === 'number' || field.type === 'integer') && !choicesOf(field) && (
        <>
          <Text label={say('forms.unit')} value={field['x-unit'] ?? ''} write={(value) => set('x-unit', value)} />
          {number('minimum')}
          {number('maximum')}
          <Tick label={say('forms.whole')} value={field.type === 'integer'} write={(value) => set('type', value ? 'integer' : 'number')} />
        </>
      )}
      {field.type === 'array' && number('minItems')}
      {field.type === 'array' && number('maxItems')}
    </>
  )
}

/** A choice is a value that is stored and a title that is read; the value of one that is in use is better left alone. */
function Choices({ say, field, path, schema, change }: { say: Words; field: FormSchema; path: readonly string[]; schema: FormSchema; change(schema: FormSchema): void }) {
  const owner = field.type === 'array' ? [...path, 'items'] : path
  const there = field.type === 'array' ? field.items! : field
  const list = choicesOf(there)!
  const write = (next: Choice[]): void => change(put(put(schema, [...owner, 'enum'], undefined), [...owner, 'oneOf'], next))
  const valueOf = (text: string): Scalar => (there.type === 'number' || there.type === 'integer' ? Number(text) : text)
  const fresh = (): Scalar => {
    for (let number = list.length + 1; ; number++) {
      const value = there.type === 'string' ? `option${number}` : number
      if (!list.some((choice) => choice.const === value)) return value
    }
  }
  return (
    <fieldset class="m-choices">
      <legend>{say('forms.choices')}</legend>
      {list.map((choice, index) => (
        <div class="m-choice-row">
          <Text label={say('forms.choiceTitle', { number: index + 1 })} value={choice.title} write={(title) => write(list.map((one, at) => (at === index ? { ...one, title } : one)))} />
          <Text label={say('forms.choiceValue', { number: index + 1 })} value={String(choice.const)} write={(text) => write(list.map((one, at) => (at === index ? { ...one, const: valueOf(text) } : one)))} />
          <button type="button" class="m-icon" aria-label={say('forms.choiceRemove', { number: index + 1 })} disabled={list.length < 2} onClick={() => write(list.filter((_, at) => at !== index))}>×</button>
        </div>
      ))}
      <button type="button" class="m-button" onClick={() => write([...list, { const: fresh(), title: say('forms.new.option', { number: list.length + 1 }) }])}>{say('forms.choiceAdd')}</button>
    </fieldset>
  )
}

function ConditionPart({ say, schema, entry, change, toText }: Pick<FieldPanelProps, 'say' | 'schema' | 'entry' | 'change' | 'toText'>) {
  const level = levelOf(entry.owner).join('/')
  const others = outlineOf(schema).filter((other) => other.name !== entry.name && levelOf(other.owner).join('/') === level && other.condition === null && answersOf(say, other.schema).length > 0)
  const { condition } = entry
  if (condition === 'other') return <p class="m-hint">{say('forms.conditionText')} <button type="button" class="m-link" onClick={toText}>{say('forms.text')}</button></p>
  const ask = (next: Simple | null): void => {
    const made = setCondition(schema, entry, next)
    const there = outlineOf(made).find((other) => other.name === entry.name && levelOf(other.owner).join('/') === level)
    change(made, there && pointerOf(there.path))
  }
  const control = others.find(({ name }) => name === condition?.field)
  return (
    <fieldset class="m-choices">
      <legend>{say('forms.when')}</legend>
      <Select label={say('forms.whenField')} value={condition?.field ?? ''} options={[{ value: '', title: say('forms.always') }, ...others.map((other) => ({ value: other.name, title: other.schema.title ?? other.name }))]}
        write={(name) => {
          const other = others.find((one) => one.name === name)
          ask(other ? { field: name, values: [answersOf(say, other.schema)[0]!.const] } : null)
        }} />
      {condition && control && answersOf(say, control.schema).map((answer) => (
        <Tick label={answer.title} value={condition.values.includes(answer.const)} write={(ticked) => {
          const values = answersOf(say, control.schema).map((one) => one.const).filter((one) => (one === answer.const ? ticked : condition.values.includes(one)))
          if (values.length > 0) ask({ field: condition.field, values })
        }} />
      ))}
    </fieldset>
  )
}

/** The answers a condition can be tied to: choices, yes and no. */
function answersOf(say: Words, field: FormSchema): Choice[] {
  if (field.type === 'boolean') return field.const === undefined ? [{ const: true, title: say('yes') }, { const: false, title: say('no') }] : []
  return field.type === 'array' || field.type === 'object' ? [] : choicesOf(field) ?? []
}
