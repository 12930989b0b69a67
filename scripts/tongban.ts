/**
 * `npm run tongban -- <verb> [arguments] [flags]` (or `npx tongban`): the authors' command line. Here the verb is found and its answer
 * becomes the exit code: 0 clean or warnings, 1 errors found, 2 it could not run. Each verb is a file in tongban/.
 */
import { CannotRun } from './tongban/cannotRun.ts'
import { withJson } from './tongban/flags.ts'
import { print, printError } from './tongban/print.ts'
import { usage, verbs } from './tongban/verbs.ts'

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') return said(usage(), name === undefined ? 2 : 0)
  const verb = Object.hasOwn(verbs, name) ? await verbs[name]!.load() : undefined
  if (!verb) throw new CannotRun(`There is no verb '${name}'.\n\n${usage()}`)
  return args.includes('--help') ? said(verb.usage, 0) : verb.run(withJson(args))
}

function said(text: string, code: number): number {
  print(text)
  return code
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  printError(error instanceof CannotRun ? error.message : error instanceof Error ? error.stack ?? error.message : String(error))
  process.exitCode = 2
}
