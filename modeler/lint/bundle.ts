/** A matter's files as the bundle that the rules look at; what cannot be read is a problem of its file. Pure. */
import type { FormSchema } from '../../server/forms/schema.ts'
import { messageOf } from '../../server/forms/sentence.ts'
import { inlineShared } from '../../server/forms/shared.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { say } from '../../server/matters/sentence.ts'
import type { Bundle } from '../../server/matters/types.ts'
import type { Problem } from './problems.ts'
import { DIAGRAM, GUIDE, type Files } from '../workspace.ts'

/** The hash stays empty: what is being drawn has none until it is committed. */
export function bundleOf(files: Files, shared: Record<string, object>): { bundle: Bundle; problems: Problem[] } {
  const problems: Problem[] = []
  const read = (path: string, file: string): unknown => {
    try {
      return JSON.parse(files[path]!)
    } catch (error) {
      problems.push({ rule: 'bundle-is-readable', severity: 'error', file, ...messageOf(say`${file} is not JSON: ${(error as Error).message}. Correct it.`) })
      return undefined
    }
  }
  const forms: Record<string, FormSchema> = {}
  const letters: Record<string, string> = {}
  const tables: Record<string, string> = {}
  for (const path of Object.keys(files).sort()) {
    const form = /^forms\/(.+)\.schema\.json$/.exec(path)?.[1]
    const letter = /^letters\/(.+)\.hbs$/.exec(path)?.[1]
    if (form) {
      const schema = read(path, `forms/${form}`)
      if (schema !== undefined) forms[form] = inlineShared(schema, shared as Record<string, FormSchema>) as FormSchema
    }
    if (letter) letters[letter] = files[path]!
    const table = /^tables\/(.+)\.dmn$/.exec(path)?.[1]
    if (table) tables[table] = files[path]!
  }
  const matter = files[GUIDE] === undefined ? undefined : read(GUIDE, GUIDE)
  return { bundle: { matter: matter as Guide, diagram: files[DIAGRAM] ?? '', forms, letters, ...(Object.keys(tables).length > 0 ? { tables } : {}), hash: '' }, problems }
}
