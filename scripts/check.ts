/**
 * `npm run check [-- matter…]`: looks at every matter in processes/ and forms/ as publication does, and at every diagram as the
 * engine does, without a database. Prints a line a problem and ends with 1 when there is an error; warnings end with 0.
 */
import { join, resolve } from 'node:path'
import { checkTemplate } from '../server/letters/templates.ts'
import { checkMatter, sampleOrganisation, type Checked } from '../server/matters/checkFolder.ts'
import { matterFolders } from '../server/matters/bundle.ts'
import { compile } from '../server/engine/model/compile.ts'

const root = resolve(import.meta.dirname, '..')
const processes = join(root, 'processes')
const wanted = process.argv.slice(2)
const folders = matterFolders(processes).filter((code) => wanted.length === 0 || wanted.includes(code))
const unknown = wanted.filter((code) => !folders.includes(code))
if (unknown.length > 0) {
  console.error(`No matter ${unknown.join(', ')} in processes/. There are: ${matterFolders(processes).join(', ')}.`)
  process.exit(1)
}

const organisation = sampleOrganisation()
let errors = 0
for (const code of folders) errors += print(await checkMatter(join(processes, code), join(root, 'forms'), organisation, { engine: engineObjections, letter: checkTemplate }))
process.exit(errors > 0 ? 1 : 0)

function print({ code, name, problems, steps, road }: Checked): number {
  const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length
  console.log(`${code} ${name}: ${amount(steps, 'step')}, longest road ${amount(road, 'working day')}, ${amount(count('error'), 'error')}, ${amount(count('warning'), 'warning')}`)
  for (const { severity, file, element, message } of problems) console.log(`  ${severity} ${file}${element === undefined ? '' : `#${element}`}: ${message}`)
  return count('error')
}

/** '1 error', '2 errors'. */
function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** What the embedded engine would refuse at deployment. */
async function engineObjections(xml: string): Promise<{ element?: string; message: string }[]> {
  try {
    await compile(xml)
    return []
  } catch (error) {
    const { problems } = error as { problems?: { elementId: string | null; message: string }[] }
    if (!problems) throw error
    return problems.map(({ elementId, message }) => ({ ...(elementId === null ? {} : { element: elementId }), message }))
  }
}
