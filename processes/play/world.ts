/**
 * The office in memory: one case of one matter with everything that the rooms keep in tables, as plain data. Only the files of this folder
 * change it, by the rules of the rooms. Pure and browser-safe.
 */
import type { Case } from '../../server/cases/case.ts'
import type { Calendar } from '../../server/deadlines/calendar.ts'
import type { CaseFacts, LimitRow } from '../../server/deadlines/store.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import type { Row } from '../../server/coapproval/sheet.ts'
import type { LetterKind } from '../../server/letters/kinds.ts'
import type { SheetPlan } from '../../server/matters/sheet.ts'
import type { Bundle, Step } from '../../server/matters/types.ts'
import type { Task } from '../../server/tasks/task.ts'
import type { Engine } from './engine.ts'

/** An officer of the organisation, as far as rules ask. */
export interface Colleague { login: string; name: string; posts: { bodyId: string; role: string }[] }

export interface PlayedLetter { kind: LetterKind; title: string; number: string; issuedAt: Date; servedAt: Date | null; occurrence: string | null }

export interface PlayedSheet { taskId: string; elementId: string; name: string; plan: SheetPlan; rows: PlayedRow[]; state: 'open' | 'settled' | 'ended' }

/** A department's row with the signature that is open inside it. */
export type PlayedRow = Pick<Row, 'bodyId' | 'name' | 'innerRoles' | 'limitAmount' | 'limitUnit' | 'state' | 'opinion' | 'byLaw' | 'openedAt' | 'silentAt'> & { signing: { taskId: string; step: number } | null }

/** A permit in the library. */
export interface Kept { holderCode: string; kind: string; number: string; validFrom: string; validTo: string | null; state: 'valid' | 'cancelled' }

/** A limit as its row, and whether its end has been acted on. */
export type PlayedLimit = LimitRow & { reached: boolean }

export interface World {
  readonly bundle: Bundle
  readonly steps: Step[]
  readonly calendar: Calendar
  readonly organisation: readonly Colleague[]
  readonly engine: Engine
  now: Date
  /** Absent until something was applied for. */
  case: Case | null
  readonly facts: CaseFacts
  readonly tasks: Task[]
  readonly limits: PlayedLimit[]
  readonly letters: PlayedLetter[]
  readonly sheets: PlayedSheet[]
  /** What the shared library has, of the cases before too. */
  readonly library: Kept[]
  /** Items that the library stands in for. */
  readonly shared: string[]
  readonly materials: { itemCode: string; state: 'current' | 'replaced' }[]
  readonly handIns: { items: string[]; fields: string[]; at: Date }[]
  readonly owed: { itemCode: string; promisedOn: string; fulfilledAt: Date | null }[]
  fee: { jobKey: string; paid: boolean } | null
  permit: { kind: string; number: string; validFrom: string; validTo: string | null } | null
  /** What was sent and has not arrived, in order: the outbox. */
  readonly outbox: (() => void)[]
  /** The last key given to a row. */
  lastKey: number
}

export function newKey(world: World): string {
  return String(++world.lastKey)
}

/** The case of the scenario. @throws Error before anything was applied for, which is a bug of the player. */
export function theCase(world: World): Case {
  if (!world.case) throw new Error('Nothing was applied for yet.')
  return world.case
}

export function stepOf(world: Pick<World, 'steps' | 'bundle'>, elementId: string): Step {
  const found = world.steps.find((one) => one.elementId === elementId)
  if (!found) throw new Error(`The diagram of ${world.bundle.matter.code} has no step "${elementId}". Correct the step of the scenario.`)
  return found
}

/** @throws Error where the bundle lacks the form, which the rules of publication refuse. */
export function formOf({ bundle }: Pick<World, 'bundle'>, key: string | null | undefined): FormSchema {
  const found = key == null || !Object.hasOwn(bundle.forms, key) ? undefined : bundle.forms[key]
  if (!found) throw new Error(`${bundle.matter.code} has no form "${key}". Add forms/${bundle.matter.code}/${key}.schema.json.`)
  return found
}

/** Roles of an officer in a body. */
export function rolesIn(officer: Colleague, bodyId: string): string[] {
  return officer.posts.filter((post) => post.bodyId === bodyId).map(({ role }) => role)
}

export function groupsOf(officer: Colleague): string[] {
  return officer.posts.map(({ bodyId, role }) => `${bodyId}/${role}`)
}
