/**
 * What a letter is told: the facts every kind needs and the details of each kind. Pure; times are instants (or RFC 3339 text)
 * and are written here as days in China, so callers never format a date for a letter.
 */
import { dayOf, type Day } from '../deadlines/shanghai.ts'
import type { LetterKind } from './kinds.ts'
import { remediesText, type Remedies } from './remedies.ts'

export interface LawReference {
  law: string
  article?: string
}

export interface Facts {
  case: {
    number: string
    receivedAt: Date | string
    /** Only on a receipt handed to the applicant. */
    queryCode?: string
  }
  applicant: {
    name: string
    idNumber?: string
    contact?: string
    phone?: string
    /** Agreed at application that letters reach them on the portal (domain H8). */
    consentElectronicService?: boolean
    /** Where letters go otherwise. */
    postalAddress?: string
  }
  matter: {
    name: string
    basis: LawReference[]
    supervisionPhone?: string
    /** Owed by refusals: body and court by name. */
    remedies?: Remedies
    /** 01 许可 … (domain A2); the number of a letter says 许 for a permit and 政 for any other matter. */
    type?: string
    /** Sample data says that it is a sample. */
    sample?: boolean
    /** The matter's own templates by kind (letters/*.hbs of its bundle); the common one where it has none. */
    letters?: Record<string, string>
  }
}

/**
 * A limit as a letter names it: `amount` with its unit ("20个工作日"), where it starts, its last day, its source. `missingYear` instead of a last day
 * where that lies in a year whose holidays are not published yet: the letter says so and guesses nothing.
 */
export interface LimitText {
  name: string
  amount: string
  from: string
  until?: Date | string
  missingYear?: number
  law: string
}

interface PermitDetails {
  /** Title on the paper, for instance 建筑工程施工许可证; the kind's own title when left out. */
  title?: string
  holder: string
  holderCode?: string
  scope: { label: string; value: string }[]
  validFrom: Date | string
  /** Last day of validity; left out = valid without end. */
  validTo?: Date | string
  /** Address of the public verify page with the code, printed as QR. */
  verifyUrl: string
  statement?: string
}

/** The time a letter gives for the answer: how long from its service on, and the last day where it is served as it is issued. */
export interface AnswerTime { within?: string; until?: Date | string; untilSource?: string }

/** What each kind must be told beyond the common facts. */
export interface DetailsOf {
  'receipt': {
    materials: { name: string; form: string; copies: string }[]
    /** Five working days of silence accept; neither this nor `person` where nothing is left to accept. */
    silenceAccepts: boolean
    /** Only a person accepts, silence never does. */
    person?: boolean
  }
  /** `within`: the applicant's time, from service on; `until`: its last day, where the letter is served as it is issued. */
  'correction': { gaps: { item: string; problem: string; remedy: string }[]; again: boolean; phone?: string } & AnswerTime
  'acceptance': {
    acceptedAt: Date | string
    /** Accepted because five working days passed in silence (行政许可法 32(1)(4)). */
    deemed: boolean
    limits: LimitText[]
    specialProcedures: { name: string; days: string; law: string }[]
    green: boolean
  }
  'refuse-acceptance': { ground: 'not-needed' | 'not-our-power' | 'not-complete' | 'other'; reasons: string; law: string; rightBody?: string }
  'extension': { days: string; reason: string; until: Date | string; approvedBy: string; law: string }
  /** `whole`: the joint case whose clock stands still with this part's. */
  'special-procedure': { procedure: string; reason: string; days: string; from: Date | string; law: string; whole?: { name: string; number: string; law: string } }
  'tolerant': { acceptedAt: Date | string; items: { name: string; form: string; promisedOn: Date | string }[]; limits: LimitText[] }
  'decision-grant': { resultName: string; decidedAt: Date | string; reasons?: string; conditions: string[] }
  'decision-deny': { reasons: string; law: string; decidedAt: Date | string }
  'permit': PermitDetails
  'filing-certificate': PermitDetails
  /** `arrivedAt`: electronic service, recorded by the platform; without it the paper has lines to sign. */
  /** To the public (行政许可法 46): who may come and how to register. */
  'hearing-announcement': { subject: string; heldOn: Date | string; time: string; place: string; register: string; phone?: string }
  /** To the parties, seven days before (行政许可法 48). */
  'hearing-notice': { subject: string; heldOn: Date | string; time: string; place: string; host: string; law: string }
  /** `amount` and `total` in yuan; without amounts the standard alone is told. */
  'fee-notice': { items: { name: string; standard: string; amount?: string; law: string }[]; total?: string; phone?: string }
  'rectification-order': { findings: string; demands: string; law: string } & AnswerTime
  /** 陈述申辩和听证的权利 before a permit is taken back. */
  'revocation-notice': { permit: string; findings: string; law: string } & AnswerTime
  'revocation': { permit: string; reasons: string; law: string; decidedAt: Date | string }
  'delivery': { documents: { title: string; number: string }[]; receiver: string; place: string; way: string; arrivedAt?: Date | string }
}

export interface Envelope {
  number: string
  title: string
  issuedAt: Date
  bodyName: string
}

/** The bare object a template sees: `letter`, `body`, `case`, `applicant`, `matter`, `remedies`, `details`, `verify`, `ground`. */
export function templateContext<K extends LetterKind>(kind: K, envelope: Envelope, facts: Facts, details: DetailsOf[K]): object {
  const { name, supervisionPhone, sample, basis, remedies } = facts.matter
  return present({
    letter: { number: envelope.number, title: envelope.title, date: envelope.issuedAt },
    body: { name: envelope.bodyName },
    case: { number: facts.case.number, receivedOn: asDate(facts.case.receivedAt), queryCode: facts.case.queryCode },
    applicant: facts.applicant,
    matter: { name, supervisionPhone, sample, law: lawsText(basis) },
    remedies: remedies ? remediesText(remedies, envelope.title) : undefined,
    verify: 'verifyUrl' in details ? verifyCaption(details.verifyUrl) : undefined,
    ground: kind === 'refuse-acceptance' ? { [(details as DetailsOf['refuse-acceptance']).ground]: true } : undefined,
    details,
  }) as object
}

/** What stands under the QR code: the code its address ends with, in groups as people type it. */
function verifyCaption(url: string): string {
  const groups = (url.split('/').at(-1) ?? '').match(/.{1,5}/g) ?? []
  return ['扫码或者输码核验真伪', groups.slice(0, 2).join(' '), groups.slice(2).join(' ')].join('\n').trim()
}

/** 《中华人民共和国建筑法》第八条; a title that has its marks already keeps them. */
export function lawText({ law, article }: LawReference): string {
  const [, title, issue] = /^(.+?)(（[^（）]*[号年][^（）]*）)?$/.exec(law)! // 《建筑工程施工许可管理办法》（住房和城乡建设部令第18号）第四条
  return `${law.startsWith('《') ? law : `《${title}》${issue ?? ''}`}${article ?? ''}`
}

/** Articles of one law stand together: 《中华人民共和国建筑法》第七条、第八条. */
export function lawsText(basis: readonly LawReference[]): string {
  return basis.map((one, index) => (index > 0 && basis[index - 1]!.law === one.law ? one.article ?? '' : lawText(one))).join('、')
}

/** A source as guides write it, 中华人民共和国建筑法第八条, gets its title marks; words that name no article stay. */
export function sourceText(source: string): string {
  const [, law, article] = /^([^《》]+?)(第[一二三四五六七八九十百零]+条.*)$/.exec(source) ?? []
  return law && article ? `《${law}》${article}` : source
}

/** 2026年2月26日, the day in China. */
export function chineseDate(instant: Date): string {
  return chineseDay(dayOf(instant))
}

export function chineseDay(day: Day): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** RFC 3339 text (facts that went through JSON) is an instant again; any other text stays text. */
function asDate(value: Date | string): Date | string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value)) return value
  const instant = new Date(value)
  return Number.isNaN(instant.getTime()) ? value : instant
}

/** Every instant becomes a day in words, every `law` has its title marks, every undefined is left out. */
function present(value: unknown): unknown {
  if (value instanceof Date) return chineseDate(value)
  if (typeof value === 'string') {
    const instant = asDate(value)
    if (instant instanceof Date) return chineseDate(instant)
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? chineseDay(value) : value
  }
  if (Array.isArray(value)) return value.map(present)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) =>
    [key, typeof item === 'string' ? textOf(key, item) : present(item)]))
}

/** A letter writes 7个工作日 where a screen writes 7 个工作日. */
function textOf(key: string, text: string): unknown {
  if (key === 'law') return sourceText(text)
  return key === 'amount' || key === 'days' || key === 'within' ? text.replace(/(?<=\d) (?=\p{Script=Han})/gu, '') : present(text)
}
