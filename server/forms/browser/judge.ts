/**
 * The browser's twin of validate.ts: binds a form's standalone validator to the few functions its code calls.
 */
import type { ErrorObject } from 'ajv'
import type { Issue } from '../../errors.ts'
import { formats } from '../formats.ts'
import type { FormData, FormSchema } from '../schema.ts'
import { issuesOf } from '../sentences.ts'
import type { Locale } from '../words.ts'

interface ValidatorFile {
  schema: FormSchema
  bind(require: (name: string) => unknown): ((data: unknown) => boolean) & { errors?: ErrorObject[] | null }
}

export interface Judge {
  schema: FormSchema
  issues(data: FormData, locale: Locale): Issue[]
}

/** What ajv's generated code asks for by name. */
const runtime: Record<string, unknown> = {
  formats,
  'ajv/dist/runtime/ucs2length': { default: (text: string) => Array.from(text).length },
  'ajv/dist/runtime/equal': { default: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) },
}

export function judgeOf(file: ValidatorFile): Judge {
  const judge = file.bind((name) => runtime[name])
  return {
    schema: file.schema,
    issues: (data, locale) => issuesOf(file.schema, data, judge(data) ? [] : judge.errors ?? [], locale),
  }
}

export async function loadJudge(url: string): Promise<Judge> {
  return judgeOf((await import(url)) as ValidatorFile)
}
