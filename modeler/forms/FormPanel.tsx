/** What is set of a form as a whole: its title, its pages, the answers the diagram may use. Shown while no field is chosen. */
import type { FormSchema } from '../../server/forms/schema.ts'
import type { Problem } from '../lint/problems.ts'
import type { Words } from '../words/words.ts'
import { Text, Tick } from './controls.tsx'
import { outlineOf } from './outline.ts'

export function FormPanel({ say, schema, problems, change }: { say: Words; schema: FormSchema; problems: Problem[]; change(schema: FormSchema): void }) {
  const pages = schema['x-pages']
  const plain = outlineOf(schema).filter(({ depth, owner, schema: field }) => depth === 0 && owner.length === 0 && field.type !== 'object' && field.type !== 'array')
  const without = (): FormSchema => Object.fromEntries(Object.entries(schema).filter(([word]) => word !== 'x-pages')) as FormSchema
  const names = [...new Set(outlineOf(schema).filter(({ depth }) => depth === 0).map(({ name }) => name))]
  return (
    <section class="m-panel" aria-label={say('forms.form')}>
      <h3>{say('forms.form')}</h3>
      {problems.map(({ message }) => <p class="m-wrong">{message}</p>)}
      <Text label={say('forms.formTitle')} value={schema.title ?? ''} write={(title) => change({ ...schema, title })} />
      <fieldset class="m-choices">
        <legend>{say('forms.pages')}</legend>
        {!pages && <p class="m-hint">{say('forms.onePage')}</p>}
        {pages?.map((page, index) => (
          <div class="m-choice-row">
            <Text label={say('forms.pageTitle', { number: index + 1 })} value={page.title} write={(title) => change({ ...schema, 'x-pages': pages.map((one, at) => (at === index ? { ...one, title } : one)) })} />
            <button type="button" class="m-icon" aria-label={say('forms.pageRemove', { number: index + 1 })} onClick={() => {
              if (pages.length === 1) return change(without())
              const kept = pages.filter((_, at) => at !== index)
              const neighbour = Math.max(index - 1, 0)
              change({ ...schema, 'x-pages': kept.map((one, at) => (at === neighbour ? { ...one, properties: [...one.properties, ...page.properties] } : one)) })
            }}>×</button>
          </div>
        ))}
        <button type="button" class="m-button" onClick={() => change({ ...schema, 'x-pages': pages ? [...pages, { title: say('forms.new.page', { number: pages.length + 1 }), properties: [] }] : [{ title: schema.title || say('forms.new.page', { number: 1 }), properties: names }] })}>{say('forms.pageAdd')}</button>
      </fieldset>
      <fieldset class="m-choices">
        <legend>{say('forms.routing')}</legend>
        <p class="m-hint">{say('forms.routingHint')}</p>
        {plain.map(({ name, schema: field }) => (
          <Tick label={field.title ?? name} value={schema.routing?.includes(name) ?? false} write={(ticked) => {
            const routing = ticked ? [...(schema.routing ?? []), name] : (schema.routing ?? []).filter((one) => one !== name)
            const { routing: _before, ...rest } = schema
            change(routing.length > 0 ? { ...schema, routing } : rest)
          }} />
        ))}
      </fieldset>
    </section>
  )
}
