/** The common parts of forms, as the files they are: the browser draws them into forms itself. */
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'

const SCHEMA = '.schema.json'

/** File name without folder -> its text. */
export function sharedFiles(ctx: Context): Record<string, string> {
  const files = matters.filesOnDisk(ctx.config.processesDir, '', ctx.config.formsDir)
  return Object.fromEntries(files.names('shared').filter((name) => name.endsWith(SCHEMA)).map((name) => [name, files.text(`shared/${name}`)]))
}
