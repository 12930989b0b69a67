/** What the panel knows of the matter and the drawing, looked up at the moment it is asked. */
import type { Drawing } from '../drawing/drawing.ts'
import { buttonsOf } from '../feel/variables.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { graphOf } from '../../server/matters/diagram.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { bundleOf } from '../lint/bundle.ts'
import { decisionsInText } from '../tables/inText.ts'
import type { TabHost } from '../tab.ts'
import { namedGraph, namesOn, shapesOn } from '../unnamedOnDrawing.ts'
import type { Locale, Words } from '../words/words.ts'
import type { Surroundings } from './groups.tsx'
import type { Choice } from './picking.ts'

function titled(title: string | undefined, name: string): string {
  return title ? `${title}（${name}）` : name
}

export function surroundingsOf(host: TabHost, drawing: () => Drawing): Surroundings {
  const { words, workspace, page } = host
  let read = -1
  let known: { forms: Record<string, FormSchema>; matter: Guide | undefined } = { forms: {}, matter: undefined }
  const bundle = (): typeof known => {
    if (read !== workspace.revision) known = bundleOf(workspace.files(), page.place.shared).bundle
    read = workspace.revision
    return known
  }
  return {
    words,
    forms: () => workspace.paths('forms/').map((path) => path.replace(/^forms\/|\.schema\.json$/g, '')).map((name) => ({ value: name, label: titled(bundle().forms[name]?.title, name) })),
    outcomesOf: (form) => buttonsOf(bundle().forms[form]),
    bodies: page.place.bodies.map(({ id, name }) => ({ value: id, label: name })),
    groups: page.place.groups,
    body: () => String(bundle().matter?.body ?? ''),
    materials: () => materialsOf(bundle().matter),
    steps: () => stepsOn(drawing(), words, page.locale),
    decisions: () => decisionsInText(workspace.files()).map(({ id, name }) => ({ value: id, label: titled(name, id) })),
    openTable: (decision) => host.show({ file: decisionsInText(workspace.files()).find(({ id }) => id === decision)?.file ?? 'tables/', ...(decision === undefined ? {} : { element: decision }) }),
    place: () => {
      const { forms, matter } = bundle()
      try {
        return { diagram: namedGraph(graphOf(drawing().definitions()), drawing(), words, page.locale), forms, application: forms[matter?.form ?? ''] }
      } catch {
        return null // no process yet, or too large to be one: the rules say which
      }
    },
  }
}

function stepsOn(drawing: Drawing, words: Words, locale: Locale): Choice[] {
  const names = namesOn(drawing, words, locale)
  return shapesOn(drawing).filter(({ type }) => type === 'bpmn:UserTask').map(({ id }) => ({ value: id, label: names.get(id) ?? id }))
}

/** A guide that is being written may hold anything. */
function materialsOf(matter: Guide | undefined): Choice[] {
  const materials: unknown = matter?.materials
  return (Array.isArray(materials) ? (materials as { code?: unknown; name?: unknown }[]) : []).flatMap((item) => (typeof item?.code === 'string' ? [{ value: item.code, label: String(item.name ?? item.code) }] : []))
}
