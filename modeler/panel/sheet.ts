/** The co-approval sheet as a step carries it (header `sheet`, JSON): read for the panel and written back. Pure; what it means is server/matters/sheet.ts. */
export interface SheetDepartment {
  body: string
  name: string
  limit: string
  inner?: string[]
  /** Absent: it sees all. */
  materials?: string[]
  /** A child matter's case answers for it: it has no signatures and no limit of its own. */
  case?: string
}

export interface Sheet {
  rule: { kind: string; n?: number; by?: string[] }
  departments: SheetDepartment[]
  silence: { kind: string; opinion?: string; law?: string }
  form: string
  innerForm?: string
  [other: string]: unknown
}

export const RULES = ['all', 'each', 'any', 'quorum', 'veto', 'lead', 'order'] as const
export const SILENCES = ['remind', 'escalate', 'default'] as const

/** Null: no JSON of that kind; the panel then shows the text itself. */
export function readSheet(text: string | undefined): Sheet | null {
  try {
    const sheet = JSON.parse(text ?? '') as Partial<Sheet> | null
    if (typeof sheet?.rule?.kind !== 'string' || !Array.isArray(sheet.departments)) return null
    return { form: '', ...sheet, silence: sheet.silence ?? { kind: 'remind' } } as Sheet
  } catch {
    return null
  }
}

export function writeSheet(sheet: Sheet): string {
  return JSON.stringify(sheet)
}

/** What a rule or a silence needs besides its kind is kept while the kind stays, and dropped with it. */
export function withRule(sheet: Sheet, kind: string): Sheet {
  return { ...sheet, rule: kind === 'quorum' ? { kind, n: Math.max(1, Math.ceil(sheet.departments.length / 2)) } : { kind } }
}

export function withSilence(sheet: Sheet, kind: string): Sheet {
  return { ...sheet, silence: kind === 'default' ? { kind, opinion: 'agree', law: '' } : { kind } }
}

export interface Return { to: string; name: string; error?: string }

/** Who holds the veto: nobody named means everybody does. */
export function withVeto(sheet: Sheet, by: string[]): Sheet {
  return { ...sheet, rule: by.length > 0 ? { kind: 'veto', by } : { kind: 'veto' } }
}

/** A department with a part changed; what is undefined goes. Another body in its place takes its veto over. */
export function withDepartment(sheet: Sheet, index: number, part: { [Name in keyof SheetDepartment]?: SheetDepartment[Name] | undefined }): Sheet {
  const before = sheet.departments[index]!
  const changed = Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined)) as unknown as SheetDepartment
  const by = sheet.rule.by?.map((body) => (body === before.body ? changed.body : body))
  return { ...sheet, rule: { ...sheet.rule, ...(by ? { by } : {}) }, departments: sheet.departments.map((one, at) => (at === index ? changed : one)) }
}

export function readReturns(text: string | undefined): Return[] {
  try {
    const returns = JSON.parse(text || '[]') as Return[]
    return Array.isArray(returns) ? returns.filter((one) => typeof one?.to === 'string') : []
  } catch {
    return []
  }
}
