/**
 * The office in memory: its cases with everything that the rooms keep in tables, as plain data. Only the files of this folder
 * change it, by the rules of the rooms. Pure and browser-safe.
 */
import type { Applicant, Case } from '../../server/cases/case.ts'
import type { Calendar } from '../../server/deadlines/calendar.ts'
import type { CaseFacts, LimitRow } from '../../server/deadlines/store.ts'
import { readAt, stepForm, withRead } from '../../server/forms/rights.ts'
import type { FormData, FormSchema } from '../../server/forms/schema.ts'
import type { Row } from '../../server/coapproval/sheet.ts'
import type { LetterKind } from '../../server/letters/kinds.ts'
import type { SheetPlan } from '../../server/matters/sheet.ts'
import type { Bundle, Step } from '../../server/matters/types.ts'
import type { Task } from '../../server/tasks/task.ts'
import type { PlayedPart } from './asking.ts'
import type { Engine } from './engine.ts'
import { say, Unable } from './said.ts'

/** An officer of the organisation, as far as rules ask. */
export interface Colleague { login: string; name: string; posts: { bodyId: string; role: string }[] }

export interface PlayedLetter { kind: LetterKind; title: string; number: string; issuedAt: Date; servedAt: Date | null; occurrence: string | null }

export interface PlayedSheet { taskId: string; elementId: string; name: string; plan: SheetPlan; rows: PlayedRow[]; state: 'open' | 'settled' | 'ended' }

/** A department's row with the signature that is open inside it. */
export type PlayedRow = Pick<Row, 'bodyId' | 'name' | 'innerRoles' | 'matterCode' | 'limitAmount' | 'limitUnit' | 'state' | 'opinion' | 'byLaw' | 'openedAt' | 'silentAt'> & { signing: { taskId: string; step: number } | null }

/** A permit in the library. */
export interface Kept { holderCode: string; kind: string; number: string; validFrom: string; validTo: string | null; state: 'valid' | 'cancelled' }

/** A limit as its row, and whether its end has been acted on. */
export type PlayedLimit = LimitRow & { reached: boolean }

/** What the cases of an office share: the time, the library, what is under way between them. */
export interface House {
  now: Date
  readonly worlds: World[]
  readonly library: Kept[]
  /** What was sent and has not arrived, in order. */
  readonly outbox: (() => void)[]
  /** A case of this matter, for which nothing was applied yet. @throws Error where there is no such matter. */
  openWorld(code: string, parent: World | null): World
  partAsked(world: World, part: PlayedPart): void
  partOver(child: World): void
  wholeWithdrawn(parent: World): void
}

/** One case. */
export interface World {
  readonly house: House
  /** Of a child case: the case that asked for it. */
  readonly parent: World | null
  readonly id: string
  readonly bundle: Bundle
  readonly steps: Step[]
  readonly calendar: Calendar
  readonly organisation: readonly Colleague[]
  readonly engine: Engine
  readonly now: Date
  /** Absent until something was applied for. */
  case: Case | null
  readonly facts: CaseFacts
  readonly tasks: Task[]
  readonly limits: PlayedLimit[]
  readonly letters: PlayedLetter[]
  readonly sheets: PlayedSheet[]
  /** The child cases its steps have asked for. */
  readonly parts: PlayedPart[]
  /** What the shared library has, of the cases before too. */
  readonly library: Kept[]
  /** Items that the library stands in for. */
  readonly shared: string[]
  readonly materials: { itemCode: string; state: 'current' | 'replaced' }[]
  readonly handIns: { items: string[]; fields: string[]; at: Date }[]
  readonly owed: { itemCode: string; promisedOn: string; fulfilledAt: Date | null }[]
  fee: { jobKey: string; paid: boolean } | null
  permit: { kind: string; number: string; validFrom: string; validTo: string | null } | null
  readonly outbox: (() => void)[]
  /** Logins of officers who declared that they take no part (回避). */
  readonly recused: Set<string>
  /** The last key given to a row. */
  lastKey: number
}

export function newKey(world: World): string {
  return String(++world.lastKey)
}

/** The case of the scenario. @throws Error before anything was applied for, which is a bug of the player. */
export function theCase(world: World): Case {
  if (!world.case) throw new Unable(say`Nothing was applied for yet.`)
  return world.case
}

export function stepOf(world: Pick<World, 'steps' | 'bundle'>, elementId: string): Step {
  const found = world.steps.find((one) => one.elementId === elementId)
  if (!found) throw new Unable(say`The diagram of ${world.bundle.matter.code} has no step "${elementId}". Correct the step of the scenario.`)
  return found
}

/** @throws Error where the bundle lacks the form, which the rules of publication refuse. */
export function formOf({ bundle }: Pick<World, 'bundle'>, key: string | null | undefined): FormSchema {
  const found = key == null || !Object.hasOwn(bundle.forms, key) ? undefined : bundle.forms[key]
  if (!found) throw new Unable(say`${bundle.matter.code} has no form "${key ?? ''}". Add forms/${bundle.matter.code}/${key ?? ''}.schema.json.`)
  return found
}

/** The form of a task with the rights that its step has. @throws as `formOf` */
export function formAt(world: World, { formKey, elementId }: Pick<Task, 'formKey' | 'elementId'>): FormSchema {
  return stepForm(formOf(world, formKey), elementId)
}

/** What a step only reads keeps the answers that were given last on this form, whatever is sent. */
export function withFixed(world: World, { formKey, elementId }: Pick<Task, 'formKey' | 'elementId'>, data: FormData): FormData {
  const names = readAt(formOf(world, formKey), elementId)
  const earlier = world.tasks.filter((task) => task.formKey === formKey && task.state === 'done' && task.data !== null)
    .reduce<Task | undefined>((last, task) => (last && last.decidedAt! > task.decidedAt! ? last : task), undefined)
  return withRead(data, names, earlier?.data ?? {})
}

/** A case as it is when it is opened. */
export function newCase({ id, bundle, now }: World, opened: { applicant: Applicant; data: Record<string, unknown>; parentId: string | null }): Case {
  const { code, division, body } = bundle.matter
  return {
    id, number: `样例${id}`, matterCode: code, versionId: '1', divisionCode: division, bodyId: body, engine: 'embedded', round: 1, revision: 1, state: 'received', green: false, tolerant: false,
    receivedAt: now, submittedAt: now, acceptedAt: null, acceptedBySilence: false, decidedAt: null, closedAt: null, outcome: null, ...opened,
  }
}

/** Roles of an officer in a body. */
export function rolesIn(officer: Colleague, bodyId: string): string[] {
  return officer.posts.filter((post) => post.bodyId === bodyId).map(({ role }) => role)
}

export function groupsOf(officer: Colleague): string[] {
  return officer.posts.map(({ bodyId, role }) => `${bodyId}/${role}`)
}
