/** Reads forms/shared/ from disk, once a start. What the parts mean is shared.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FormSchema } from './schema.ts'
import type { SharedParts } from './shared.ts'

/** @param formsDir the folder `forms/`. @throws SyntaxError naming the file when one is no JSON. */
export function readSharedParts(formsDir: string): SharedParts {
  const dir = join(formsDir, 'shared')
  if (!existsSync(dir)) return {}
  const names = readdirSync(dir).filter((name) => name.endsWith('.schema.json')).sort()
  return Object.fromEntries(names.map((name) => [name, readPart(join(dir, name))]))
}

function readPart(file: string): FormSchema {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as FormSchema
  } catch (error) {
    throw new SyntaxError(`${file} is not JSON: ${(error as Error).message}. Correct it.`)
  }
}
