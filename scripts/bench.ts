/** `npm run bench -- catalogue|check|engine|growth|road|inbox|lint|modeler|opening|scenarios|sweep|relay [options]`: one measurement, its result as JSON on the last line. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = join(import.meta.dirname, 'bench')
const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.startsWith('_')).map((name) => name.slice(0, -3)).sort()
const [name = '', ...args] = process.argv.slice(2)
const file = join(folder, `${name}.ts`)

if (!names.includes(name) || !existsSync(file)) {
  console.error(`Say what to measure: ${names.join(', ')}.${name ? ` There is no '${name}'.` : ''}`)
  process.exit(2)
}
const { run } = (await import(pathToFileURL(file).href)) as { run(args: string[]): Promise<object> }
console.log(JSON.stringify(await run(args)))
process.exit(0)
