/** The tab of the forms: which form, built or written as text, and beside it how applicant and officer see it at a phone's width. */
import { useEffect, useMemo, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { formMetaSchema } from '../../server/forms/metaSchema.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { useSignal } from '../frame/useSignal.ts'
import { JsonEditor } from '../json/JsonEditor.tsx'
import { Preview } from '../preview/Preview.tsx'
import { stepsInText, type StepInText } from '../stepsInText.ts'
import type { Spot, TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { DIAGRAM, GUIDE } from '../workspace.ts'
import { Builder } from './Builder.tsx'
import { Select } from './controls.tsx'
import type { Right } from './edits.ts'
import type { RightsStep } from './FieldPanel.tsx'
import { placeInForm } from './placeOf.ts'
import { missingForms, STARTERS, starterForm, type MissingForm, type Starter } from './starters.ts'

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
  const steps = name === undefined ? [] : stepsWith(host, name, name === applicationForm(host)).filter(({ rights }) => name !== applicationForm(host) || (rights[0] === 'write') === (as === 'applicant'))
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

interface ListProps { host: TabHost; say: Words; names: string[]; chosen: string | undefined; choose(name: string): void }

function FormList({ host, say, names, chosen, choose }: ListProps) {
  const [wanted, want] = useState('')
  const [starter, begin] = useState<Starter>('empty')
  const fits = /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(wanted) && !names.includes(wanted)
  const make = (name: string, from: Starter, title?: string): void => {
    host.workspace.write(`${FOLDER}${name}${END}`, textOf(starterForm(from, title, { title: say('forms.new.title'), field: say('forms.kind.text') })), 'forms.new')
    choose(name)
  }
  const add = (event: Event): void => {
    event.preventDefault()
    if (!fits) return
    make(wanted, starter)
    want('')
  }
  return (
    <nav class="m-files" aria-label={say('forms.list')}>
      {names.map((name) => (
        <button type="button" aria-current={name === chosen ? 'true' : undefined} aria-selected={name === chosen} onClick={() => choose(name)}>
          {titleOf(host, name) ?? name}<small>{name}</small>
        </button>
      ))}
      {missingOf(host, say, names).map((missing) => <Missing key={missing.name} say={say} missing={missing} make={make} />)}
      <form class="m-new" onSubmit={add}>
        <input value={wanted} placeholder={say('forms.newName')} aria-label={say('forms.newName')} onInput={(event) => want(event.currentTarget.value)} />
        <Select label={say('forms.starter')} value={starter} options={startersIn(say)} write={(value) => begin(value as Starter)} />
        <button type="submit" class="m-button" disabled={!fits}>{say('forms.add')}</button>
      </form>
    </nav>
  )
}

/** A form that the diagram or the guide names and nobody has written yet. */
function Missing({ say, missing: { name, title, starter }, make }: { say: Words; missing: MissingForm; make(name: string, from: Starter, title: string): void }) {
  const [from, begin] = useState(starter)
  return (
    <div class="m-new m-new-missing">
      <p>{say('forms.missing', { title })}<small>{name}</small></p>
      <Select label={say('forms.starter')} value={from} options={startersIn(say)} write={(value) => begin(value as Starter)} />
      <button type="button" class="m-button" onClick={() => make(name, from, title)}>{say('forms.make', { title })}</button>
    </div>
  )
}

const startersIn = (say: Words): { value: string; title: string }[] => STARTERS.map((value) => ({ value, title: say(`forms.starter.${value}`) }))

function missingOf(host: TabHost, say: Words, names: string[]): MissingForm[] {
  const guide = read(host.workspace.read(GUIDE) ?? '') as { form?: unknown; name?: unknown } | null
  const application = typeof guide?.form === 'string' ? { form: guide.form, title: say('forms.applicationOf', { matter: String(guide.name ?? '') }) } : undefined
  return missingForms(stepsInText(host.workspace.read(DIAGRAM) ?? '', host.words, host.page.locale), application, names)
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
  return <Builder say={say} steps={stepsWith(host, name, name === applicationForm(host))} schema={schema} problems={problems} spot={aimed} write={write} toText={toText} />
}

/** The steps with rights to a form: those that use it, or sign by it; of the application's form all of them. */
function stepsWith({ workspace, words, page }: TabHost, form: string, application: boolean): RightsStep[] {
  const rightsOf = ({ headers: { party } }: StepInText): Right[] => (!application ? ['write', 'read', 'hidden'] : party === 'applicant' ? ['write', 'read'] : ['read', 'hidden'])
  const uses = (step: StepInText): boolean => step.form === form || (step.headers.sheet ?? '').includes(`orm":"${form}"`)
  return stepsInText(workspace.read(DIAGRAM) ?? '', words, page.locale).filter((step) => application || uses(step)).map((step) => ({ id: step.id, name: step.name, rights: rightsOf(step) }))
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
