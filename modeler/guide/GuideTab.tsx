/** The tab of the guide: its form by sections, or its text, and beside it the public guide, the officers' manual and the slip made of it. */
import { useEffect, useMemo, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { FormSchema } from '../../server/forms/schema.ts'
import { textOf } from '../forms/FormsTab.tsx'
import { outlineOf } from '../forms/outline.ts'
import { pathOf, pointerOf, put } from '../forms/schemaPath.ts'
import { bring } from '../frame/bring.ts'
import { useSignal } from '../frame/useSignal.ts'
import { JsonEditor } from '../json/JsonEditor.tsx'
import { listIn, nameOf, postsFor, type Choice } from '../panel/picking.ts'
import { Preview } from '../preview/Preview.tsx'
import type { Asked } from '../preview/page.ts'
import { stepsInText } from '../stepsInText.ts'
import type { Spot, TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { DIAGRAM, GUIDE } from '../workspace.ts'
import { Place, type Aim, type GuideContext } from './GuideForm.tsx'
import { namesIn } from './names.ts'
import { guide, placeOf, sectionOf, SECTIONS } from './schema.ts'

const WRITER = 'guide'
const VIEWS: Asked['what'][] = ['guide', 'manual', 'slip']

export function GuideTab({ host, say, spot }: { host: TabHost; say: Words; spot: Spot | null }) {
  const { workspace } = host
  const [, again] = useState(0)
  useEffect(() => workspace.onChange(() => again(workspace.revision)), [workspace])
  useSignal(host.problems)
  const [section, choose] = useState(SECTIONS[0]!.id)
  const [asText, setAsText] = useState(false)
  const [what, look] = useState<Asked['what']>('guide')
  const text = workspace.read(GUIDE) ?? '{}'
  const value = useMemo(() => read(text), [text])
  const problems = host.problems.of((file) => file === GUIDE)
  const names = useMemo(() => namesIn(host.page.locale, say), [host, say])
  const [aim, take] = useState<Aim | null>(null)
  const form = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!spot) return
    const path = placeOf(value, pathOf(spot.element ?? ''))
    const owner = sectionOf(path)
    if (!value || !owner) return setAsText(true)
    choose(owner)
    take({ path })
  }, [spot])
  useEffect(() => {
    if (aim && !asText) bring(() => form.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(pointerOf(aim.path))}"]`) ?? null)
  }, [aim])
  const jsonSpot = useMemo(() => (spot?.element ? { pointer: spot.element } : null), [spot])
  const context: GuideContext = {
    aim, say, words: host.words, names, problems, known: (path) => knownOf(host, path),
    lacking: (path, rows) => (path.join('.') === 'steps' ? stepsLacking(host, rows) : []),
    write: (path, next) => { if (value) workspace.write(GUIDE, textOf(put(value, path, next)), WRITER) },
  }
  const sectionIn = (element: string | undefined): string | undefined => sectionOf(pathOf(element ?? ''))
  return (
    <div class="m-forms">
      <nav class="m-files" aria-label={say('guide.sections')}>
        {SECTIONS.map(({ id }) => {
          const count = problems.filter(({ element, severity }) => severity === 'error' && sectionIn(element) === id).length
          return <button type="button" aria-current={id === section && !asText ? 'true' : undefined} aria-selected={id === section && !asText} onClick={() => { choose(id); setAsText(false) }}>{say(`guide.section.${id}`)}{count > 0 && <span class="m-count">{count}</span>}</button>
        })}
      </nav>
      <section class="m-work" aria-label={say('guide.work')}>
        <div class="m-bar" role="group" aria-label={say('forms.view')}>
          <button type="button" class="m-choice" aria-pressed={!asText} onClick={() => setAsText(false)}>{say('guide.form')}</button>
          <button type="button" class="m-choice" aria-pressed={asText} onClick={() => setAsText(true)}>{say('forms.text')}</button>
        </div>
        {asText
          ? <JsonEditor label={GUIDE} text={text} current={() => workspace.read(GUIDE) ?? ''} schema={guide} problems={problems.map(({ element, message, severity }) => ({ pointer: element ?? '', message, severity }))} spot={jsonSpot} onChange={(next) => workspace.write(GUIDE, next, WRITER)} />
          : value
            ? <div class="m-guide" key={section} ref={form}>
                {problems.filter(({ element }) => sectionIn(element) === section && !atPlace(element)).map(({ message }) => <p class="m-wrong">{message}</p>)}
                <div class="m-guide-fields">{SECTIONS.find(({ id }) => id === section)!.properties.map((name) => <Place key={name} context={context} schema={guide.properties![name]!} path={[name]} value={value[name]} optional={!guide.required!.includes(name)} />)}</div>
              </div>
            : <p class="m-none">{say('guide.unreadable')} <button type="button" class="m-button" onClick={() => setAsText(true)}>{say('forms.text')}</button></p>}
      </section>
      <section class="m-look" aria-label={say('preview.title')}>
        <div class="m-bar" role="group" aria-label={say('guide.views')}>
          {VIEWS.map((one) => <button type="button" class="m-choice" aria-pressed={one === what} onClick={() => look(one)}>{say(`guide.view.${one}`)}</button>)}
        </div>
        <Preview host={host} say={say} asked={{ what }} width="phone" />
      </section>
    </div>
  )
}

/** A problem that names no single place stands at the head of its section. */
function atPlace(element: string | undefined): boolean {
  return element !== undefined && element.split('/').length > 1
}

function read(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Where only what is there can be named: bodies of the place, their posts, forms of the matter, elements of the diagram. */
function knownOf(host: TabHost, path: readonly string[]): Choice[] | undefined {
  const { page, workspace } = host
  const place = path.join('.')
  if (place === 'body') return page.place.bodies.map(({ id, name }) => ({ value: id, label: name }))
  if (place === 'form' || place === 'materials.form') return workspace.paths('forms/').map((file) => file.slice('forms/'.length, -'.schema.json'.length)).map((name) => ({ value: name, label: name }))
  if (place === 'result.scope') return fieldsOf(workspace)
  if (place === 'extension.by' || place === 'green.by') return postsFor(page.place.groups, String(read(workspace.read(GUIDE) ?? '')?.body ?? ''))
  if (place === 'steps.element' || place === 'materials.later.step') return elementsOf(host)
  return undefined
}

function elementsOf({ page, workspace, words }: TabHost): Choice[] {
  return stepsInText(workspace.read(DIAGRAM) ?? '', words, page.locale).map(({ id, name }) => ({ value: id, label: name }))
}

/** The officers' steps of the diagram that the guide has no row for, as far as the diagram tells of them. */
function stepsLacking({ page, workspace, words }: TabHost, rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const there = new Set(rows.map(({ element }) => element))
  const posts = postsFor(page.place.groups, String(read(workspace.read(GUIDE) ?? '')?.body ?? ''))
  return stepsInText(workspace.read(DIAGRAM) ?? '', words, page.locale).filter(({ id, headers }) => !there.has(id) && headers.party !== 'applicant').map(({ id, name, candidates, headers }) => ({
    element: id, name, who: (listIn(candidates) ?? []).flatMap((post) => nameOf(posts, post) ?? []).join('、'), limit: headers.limit ?? '', standard: '', result: '',
  }))
}

/** The fields of the application, which a result may draw on. */
function fieldsOf(workspace: TabHost['workspace']): Choice[] {
  const name = String(read(workspace.read(GUIDE) ?? '')?.form ?? '')
  const form = read(workspace.read(`forms/${name}.schema.json`) ?? '') as FormSchema | null
  return form ? outlineOf(form).filter(({ depth }) => depth === 0).map((entry) => ({ value: entry.name, label: entry.schema.title ?? entry.name })) : []
}
