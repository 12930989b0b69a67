/** The tab of the forms: which form, built or written as text, and beside it how applicant and officer see it at a phone's width. */
import { useEffect, useMemo, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { formMetaSchema } from '../../server/forms/metaSchema.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { useSignal } from '../frame/useSignal.ts'
import { JsonEditor } from '../json/JsonEditor.tsx'
import { Preview } from '../preview/Preview.tsx'
import type { Spot, TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { DIAGRAM, GUIDE } from '../workspace.ts'
import { Builder } from './Builder.tsx'
import type { Right } from './edits.ts'
import type { RightsStep } from './FieldPanel.tsx'
import { placeInForm } from './placeOf.ts'

export const WRITER = 'forms'
const FOLDER = 'forms/'
const END = '.schema.json'

export interface FormsTabProps {
  host: TabHost
  say: Words
  /** A problem that was clicked; a new object shows it again. */
  spot: Spot | null
}

export function FormsTab({ host, say, spot }: FormsTabProps) {
  const { workspace } = host
  const [, again] = useState(0)
  useEffect(() => workspace.onChange(() => again(workspace.revision)), [workspace])
  const names = workspace.paths(FOLDER).map((path) => path.slice(FOLDER.length, -END.length))
  const [chosen, choose] = useState(() => applicationForm(host) ?? names[0] ?? '')
  const [asText, setAsText] = useState(false)
  const [aimed, aim] = useState<Aimed | null>(null)
  const [as, setAs] = useState<'applicant' | 'officer'>('applicant')
  const [step, setStep] = useState('')
  useEffect(() => {
    const name = spot && /^forms\/(.+?)(\.schema\.json)?$/.exec(spot.file)?.[1]
    if (!name) return
    choose(name)
    const schema = read(workspace.read(`${FOLDER}${name}${END}`) ?? '')
    const place = schema && placeInForm(schema, spot)
    aim({ file: name, pointer: place?.pointer ?? spot.element ?? '' })
    if (!place?.built) setAsText(true)
  }, [spot])
  const name = names.includes(chosen) ? chosen : names[0]
  const steps = name === undefined ? [] : stepsWith(workspace.read(DIAGRAM) ?? '', name, name === applicationForm(host)).filter(({ rights }) => name !== applicationForm(host) || (rights[0] === 'write') === (as === 'applicant'))
  const at = steps.some(({ id }) => id === step) ? step : ''
  return (
    <div class="m-forms">
      <FormList host={host} say={say} names={names} chosen={name} choose={choose} />
      {name === undefined ? <p class="m-none">{say('forms.none')}</p> : (
        <>
          <section class="m-work" aria-label={say('forms.work')}>
            <div class="m-bar" role="group" aria-label={say('forms.view')}>
              <button type="button" class="m-choice" aria-pressed={!asText} onClick={() => setAsText(false)}>{say('forms.build')}</button>
              <button type="button" class="m-choice" aria-pressed={asText} onClick={() => setAsText(true)}>{say('forms.text')}</button>
            </div>
            <FormWork key={name} host={host} say={say} name={name} asText={asText} aimed={aimed?.file === name ? aimed : null} toText={() => setAsText(true)} />
          </section>
          <section class="m-look" aria-label={say('preview.title')}>
            <div class="m-bar" role="group" aria-label={say('preview.as')}>
              <button type="button" class="m-choice" aria-pressed={as === 'applicant'} onClick={() => setAs('applicant')}>{say('preview.applicant')}</button>
              <button type="button" class="m-choice" aria-pressed={as === 'officer'} onClick={() => setAs('officer')}>{say('preview.officer')}</button>
              {steps.length > 0 && <select class="m-choice" aria-label={say('preview.step')} value={at} onChange={(event) => setStep(event.currentTarget.value)}>
                <option value="">{say('preview.anyStep')}</option>
                {steps.map((one) => <option value={one.id}>{one.name}</option>)}
              </select>}
            </div>
            <Preview host={host} say={say} asked={{ what: 'form', name, as, ...(at === '' ? {} : { step: at }) }} width="phone" />
          </section>
        </>
      )}
    </div>
  )
}

function FormList({ host, say, names, chosen, choose }: { host: TabHost; say: Words; names: string[]; chosen: string | undefined; choose(name: string): void }) {
  const [wanted, want] = useState('')
  const fits = /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(wanted) && !names.includes(wanted)
  const add = (event: Event): void => {
    event.preventDefault()
    if (!fits) return
    host.workspace.write(`${FOLDER}${wanted}${END}`, textOf(emptyForm(say)), 'forms.new')
    choose(wanted)
    want('')
  }
  return (
    <nav class="m-files" aria-label={say('forms.list')}>
      {names.map((name) => (
        <button type="button" aria-current={name === chosen ? 'true' : undefined} aria-selected={name === chosen} onClick={() => choose(name)}>
          {titleOf(host, name) ?? name}<small>{name}</small>
        </button>
      ))}
      <form class="m-new" onSubmit={add}>
        <input value={wanted} placeholder={say('forms.newName')} aria-label={say('forms.newName')} onInput={(event) => want(event.currentTarget.value)} />
        <button type="submit" class="m-button" disabled={!fits}>{say('forms.add')}</button>
      </form>
    </nav>
  )
}

/** A place that is to come to the screen; a new object brings it again. */
interface Aimed { file: string; pointer: string }

interface WorkProps { host: TabHost; say: Words; name: string; asText: boolean; aimed: Aimed | null; toText(): void }

function FormWork({ host, say, name, asText, aimed, toText }: WorkProps) {
  const path = `${FOLDER}${name}${END}`
  const text = host.workspace.read(path) ?? ''
  useSignal(host.problems)
  const problems = host.problems.of((file) => file === `forms/${name}` || file === path)
  const schema = useMemo(() => read(text), [text])
  const metaSchema = useMemo(() => formMetaSchema((word) => helpOf(say, word)), [say])
  const write = (next: FormSchema): void => host.workspace.write(path, textOf(next), WRITER)
  if (asText) {
    const places = problems.map(({ element, message, severity }) => ({ pointer: element?.startsWith('/') ? element : '', message, severity }))
    return <JsonEditor label={path} text={text} current={() => host.workspace.read(path) ?? ''} schema={metaSchema} problems={places} spot={aimed} onChange={(next) => host.workspace.write(path, next, WRITER)} />
  }
  if (!schema) return <p class="m-none">{say('forms.unreadable')} <button type="button" class="m-button" onClick={toText}>{say('forms.text')}</button></p>
  return <Builder say={say} steps={stepsWith(host.workspace.read(DIAGRAM) ?? '', name, name === applicationForm(host))} schema={schema} problems={problems} spot={aimed} write={write} toText={toText} />
}

/** The user tasks with rights to a form: those that use it, or sign by it; of the application's form all of them. A text that is no diagram has none. */
function stepsWith(diagram: string, form: string, application: boolean): RightsStep[] {
  const tasks = new DOMParser().parseFromString(diagram, 'text/xml').getElementsByTagNameNS('http://www.omg.org/spec/BPMN/20100524/MODEL', 'userTask')
  const some = (task: Element, holds: (part: Element) => boolean): boolean => [...task.getElementsByTagName('*')].some(holds)
  const uses = (task: Element): boolean => some(task, (part) => part.getAttribute('formKey') === form || (part.getAttribute('key') === 'sheet' && part.getAttribute('value')!.includes(`orm":"${form}"`)))
  const applicants = (task: Element): boolean => some(task, (part) => part.getAttribute('key') === 'party' && part.getAttribute('value') === 'applicant')
  const rightsOf = (task: Element): Right[] => (!application ? ['write', 'read', 'hidden'] : applicants(task) ? ['write', 'read'] : ['read', 'hidden'])
  return [...tasks].filter((task) => application || uses(task)).map((task) => ({ id: task.id, name: task.getAttribute('name') || task.id, rights: rightsOf(task) }))
}

function read(text: string): FormSchema | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FormSchema) : null
  } catch {
    return null
  }
}

export function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function emptyForm(say: Words): object {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: say('forms.new.title'), type: 'object', properties: { field1: { title: say('forms.kind.text'), type: 'string', minLength: 1, maxLength: 100 } }, required: ['field1'] }
}

function titleOf(host: TabHost, name: string): string | undefined {
  return read(host.workspace.read(`${FOLDER}${name}${END}`) ?? '')?.title
}

/** The form of the application stands first in people's minds. */
function applicationForm(host: TabHost): string | undefined {
  const form = (read(host.workspace.read(GUIDE) ?? '') as { form?: unknown } | null)?.form
  return typeof form === 'string' && host.workspace.read(`${FOLDER}${form}${END}`) !== undefined ? form : undefined
}

const EXPLAINED = new Set(['x-widget', 'x-unit', 'x-help', 'x-sample', 'x-format', 'x-not-before', 'x-each-of', 'x-pages', 'x-steps', 'routing', 'readOnly', 'allOf', 'required', 'oneOf'])

/** Words that need an explanation have one in the catalogue: `forms.word.x-unit`. */
function helpOf(say: Words, word: string): string | undefined {
  return EXPLAINED.has(word) ? say(`forms.word.${word}`) : undefined
}
