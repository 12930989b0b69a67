/**
 * The one-page slip (便民条) of a matter that a citizen takes home: what to bring, where, how long, what it costs, and a code that opens
 * the guide. One A4 page whatever the matter, so it says what to do and leaves law and procedure to the guide. Pure and browser-safe.
 */
import type { MaterialItem } from '../matters/guide.ts'
import type { Bundle } from '../matters/types.ts'
import { qrPath } from '../web/qr.ts'
import { conditionsOf, copiesWords, situation } from './chapters/materials.ts'
import type { Chapter, GeneratedView } from './document.ts'
import { bodyName, subjectOf, type Subject } from './subject.ts'
import { duration, type Locale } from './words.ts'

export interface SlipOptions {
  names: ReadonlyMap<string, string>
  locale: Locale
  /** Address of the public guide, which the code opens. */
  guideUrl: string
}

export async function slipOf(bundle: Bundle, { names, locale, guideUrl }: SlipOptions): Promise<GeneratedView> {
  const subject = await subjectOf(bundle, names, locale)
  const { say } = subject
  const { matter } = bundle
  return {
    title: matter.name,
    lead: `${bodyName(subject, matter.body)} · ${say('manuals.slip.name')}`,
    banner: matter.sample ? say('manuals.sample') : null,
    chapters: [figures(subject), bring(subject), road(subject), places(subject, guideUrl)],
    dense: rowsOf(matter.materials) > ROOMY_ROWS,
    foot: [say('manuals.slip.foot', { consultation: matter.consultation.phone, supervision: matter.supervision.phone })],
  }
}

/** So many lines of materials and situations leave room on the page for the rest in its ordinary print. */
const ROOMY_ROWS = 20

function rowsOf(materials: readonly MaterialItem[]): number {
  return materials.length + situationsOf(materials).filter(([first]) => first!.when).length
}

function figures(subject: Subject): Chapter {
  const { say, bundle: { matter } } = subject
  const { promised } = matter.limits
  return {
    id: 'figures', title: say('manuals.slip.brief'),
    pieces: [
      { kind: 'figures', figures: [
        { value: duration(say, promised), label: say('manuals.slip.promised') },
        ...(promised.situations ?? []).map((one) => ({ value: duration(say, one), label: situation(subject, one) })),
        { value: matter.fees.length === 0 ? say('manuals.slip.free') : say('manuals.slip.fee'), label: say('manuals.slip.cost') },
        { value: say('manuals.slip.visits', { count: matter.visits }), label: say('manuals.slip.come') },
      ] },
      { kind: 'text', text: say('manuals.slip.result', { result: matter.result.name }) },
      ...(matter.fees.length > 0 ? [{ kind: 'note', text: matter.fees.map(({ name, standard }) => `${name}${say('manuals.colon')}${standard}`).join(say('manuals.semicolon')) } as const] : []),
    ],
  }
}

function bring(subject: Subject): Chapter {
  const { say, bundle: { matter } } = subject
  const row = (item: MaterialItem) => [
    [item.name, ...shortConditions(subject, item)].join('\n'),
    [say(`matters.value.format=${item.format}`), copiesWords(say, item)].filter(Boolean).join(say('manuals.listComma')),
    say(`matters.value.need=${item.need}`),
  ]
  const rows = situationsOf(matter.materials).flatMap((items) => {
    const { when } = items[0]!
    return [...(when ? [[say('manuals.material.when', { situation: situation(subject, when) })]] : []), ...items.map(row)]
  })
  return {
    id: 'bring', title: say('manuals.slip.bring'),
    pieces: [
      { kind: 'table', caption: say('manuals.slip.bring'), head: [say('manuals.material.name'), say('manuals.material.form'), say('manuals.material.need')], rows },
      ...(matter.tolerant ? [{ kind: 'note', text: say('manuals.slip.tolerant', { amount: duration(say, matter.tolerant.promise) }) } as const] : []),
    ],
  }
}

/** Materials of the same situation beside each other, in the order in which the guide names the situations. */
function situationsOf(materials: readonly MaterialItem[]): MaterialItem[][] {
  const groups = new Map<string, MaterialItem[]>()
  for (const item of materials) {
    const key = JSON.stringify(item.when ?? null)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}

/** What concerns a citizen and is not said by the heading of the situation: who alone reads an item does not. */
function shortConditions(subject: Subject, item: MaterialItem): string[] {
  return conditionsOf(subject, { ...item, when: undefined, onlyFor: undefined })
}

function road({ say, bundle: { matter } }: Subject): Chapter {
  const { acceptance, delivery } = matter.limits
  return {
    id: 'road', title: say('manuals.slip.how'),
    pieces: [{ kind: 'list', items: [
      say(matter.channels.includes('online') && matter.depth >= 2 ? 'manuals.slip.applyOnline' : 'manuals.slip.applyHall'),
      ...(acceptance ? [say('manuals.slip.accepted', { amount: duration(say, acceptance) })] : []),
      say('manuals.slip.decided', { amount: duration(say, matter.limits.promised), from: say(`matters.value.from=${matter.limits.promised.from}`) }),
      ...(delivery ? [say('manuals.slip.delivered', { amount: duration(say, delivery) })] : []),
      say('manuals.slip.follow'),
    ] }],
  }
}

function places({ say, bundle: { matter } }: Subject, guideUrl: string): Chapter {
  return {
    id: 'places', title: say('manuals.slip.where'),
    pieces: [
      { kind: 'facts', rows: matter.places.slice(0, 3).map((place) => [place.name, [place.address, place.hours, say('manuals.slip.phone', { phone: place.phone })].join('\n')]) },
      { kind: 'qr', content: guideUrl, caption: say('manuals.slip.scan'), ...qrPath(guideUrl) },
    ],
  }
}
