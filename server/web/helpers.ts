/**
 * The closed list of helpers that views may use. Each takes plain values and gives text, which Handlebars escapes;
 * those that give markup (icon, csrf, time) build it from escaped parts and return a SafeString.
 */
import Handlebars from 'handlebars'
import { asset, iconShapes } from './assets.ts'
import { dateText, dateTimeText, durationText, machineText, shortText, untilText, type When } from './dates.ts'
import { translate, type Locale } from './messages.ts'

type Options = Handlebars.HelperOptions

const escape = (value: unknown): string => Handlebars.escapeExpression(value as string)
const safe = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html)
const localeOf = (options: Options): Locale => (options.data as { locale: Locale }).locale

export const helpers = {
  /** `{{t "people.signIn.hello" name=officer.name}}` */
  t: (key: string, options: Options): string => translate(localeOf(options), key, options.hash as Record<string, unknown>),
  /** For keys made of a state: `{{tState "cases.state" case.state}}` reads `cases.state.paused`. */
  tState: (prefix: string, state: unknown, options: Options): string => translate(localeOf(options), `${prefix}.${String(state)}`, options.hash as Record<string, unknown>),

  date: (when: When, options: Options) => time(when, options, dateText),
  dateTime: (when: When, options: Options) => time(when, options, dateTimeText),
  /** The end of a limit; midnight is 24:00 of the day before. */
  until: (when: When, options: Options) => time(when, options, untilText),
  shortTime: (when: When, options: Options) => time(when, options, shortText),
  /** `{{duration 3 "wd"}}` -> 3个工作日 */
  duration: (amount: number, unit: string, options: Options): string => durationText(amount, unit, localeOf(options)),

  /** `{{icon "check"}}`: a picture that repeats the word beside it, so hidden from screen readers. */
  icon: (name: string): Handlebars.SafeString => iconHtml(name),
  iconOf: (tone: string): Handlebars.SafeString => iconHtml((TONES[tone] ?? TONES.muted!).icon),
  /** The hidden field every changing form carries. */
  csrf: (options: Options): Handlebars.SafeString => safe(`<input type="hidden" name="_csrf" value="${escape((options.data as { formToken(): string }).formToken())}">`),
  asset: (name: string): string => asset(name),
  /** `{{script "intake/apply"}}`: a program of server/intake/assets/apply.ts, loaded after the page. */
  script: (name: string): Handlebars.SafeString => safe(`<script type="module" src="${escape(asset(`${name}.js`))}"></script>`),
  style: (name: string): Handlebars.SafeString => safe(`<link rel="stylesheet" href="${escape(asset(`${name}.css`))}">`),
  /** Data for a program of ours, as inert JSON text: `{{json "diagram" model}}` -> `<script type="application/json" id="diagram">`. */
  json: (id: string, value: unknown): Handlebars.SafeString => safe(`<script type="application/json" id="${escape(id)}">${JSON.stringify(value ?? null).replace(/</g, '\\u003c')}</script>`),

  eq: (a: unknown, b: unknown): boolean => a === b,
  not: (a: unknown): boolean => !a,
  and: (...values: unknown[]): boolean => values.slice(0, -1).every(truthy),
  or: (...values: unknown[]): unknown => values.slice(0, -1).find(truthy),
  concat: (...values: unknown[]): string => values.slice(0, -1).map((value) => String(value ?? '')).join(''),
  count: (list: unknown): number => (Array.isArray(list) ? list.length : 0),
  add: (a: number, b: number): number => Number(a) + Number(b),
  list: (...values: unknown[]): unknown[] => values.slice(0, -1),
  join: (list: unknown, separator: string): string => (Array.isArray(list) ? list.join(separator) : ''),
  /** The id of the field a JSON pointer names: `/applicant/name` -> `field-applicant-name`. */
  fieldId: (pointer: string): string => fieldId(pointer),
}

/** Shared with forms: what an issue's pointer links to. */
export function fieldId(pointer: string): string {
  return `field${String(pointer).replace(/[^\p{L}\p{N}_-]+/gu, '-')}`.replace(/^field(?!-)/, 'field-')
}

/** Colour never stands alone: each tone has a picture of its own. */
const TONES: Record<string, { icon: string }> = {
  ok: { icon: 'circle-check' },
  info: { icon: 'info-circle' },
  soon: { icon: 'clock-exclamation' },
  warn: { icon: 'alert-triangle' },
  late: { icon: 'alert-octagon' },
  danger: { icon: 'alert-octagon' },
  paused: { icon: 'player-pause' },
  done: { icon: 'check' },
  muted: { icon: 'point' },
}

function iconHtml(name: string): Handlebars.SafeString {
  return safe(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${iconShapes(name)}</svg>`)
}

function time(when: When | null | undefined, options: Options, write: (when: When, locale: Locale) => string): Handlebars.SafeString {
  if (when === null || when === undefined) return safe('<span class="none">—</span>')
  return safe(`<time datetime="${escape(machineText(when))}">${escape(write(when, localeOf(options)))}</time>`)
}

function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
