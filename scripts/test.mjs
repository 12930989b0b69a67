/**
 * `npm test [vitest arguments]`: sets up what is missing and runs the suites of suites.json: those that need no JDK (`zeebe` does: `npm run test:zeebe`).
 * They are named one by one, because vitest joins several `--project=!name` by "or", which leaves nothing out.
 * Ends with one plain line, "N passed, N failed".
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setup } from './setup.mjs'

await setup()
const suites = JSON.parse(readFileSync(new URL('suites.json', import.meta.url), 'utf8'))
const args = process.argv.slice(2)
const projects = args.some((arg) => arg.startsWith('--project')) ? [] : suites.map((name) => `--project=${name}`)
const dir = mkdtempSync(join(tmpdir(), 'tongban-report-'))
const report = join(dir, 'report.json')
const result = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...projects, ...args], { stdio: 'inherit' })
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  // a file that cannot even be loaded has no tests to count, but is a failure all the same
  console.log(`${numPassedTests} passed, ${numFailedTests || (result.status === 0 ? 0 : numFailedTestSuites || 1)} failed`)
} catch {
  console.log('0 passed, 1 failed')
}
rmSync(dir, { recursive: true, force: true })
process.exit(result.status ?? 1)
