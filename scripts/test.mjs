/**
 * `npm test [vitest arguments]`: sets up what is missing and runs every suite but `zeebe` and `random` (which need a JDK: `npm run test:zeebe`, `npm run test:random`).
 * Ends with one plain line, "N passed, N failed".
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setup } from './setup.mjs'

await setup()
const args = process.argv.slice(2)
const projects = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=!zeebe', '--project=!random']
const dir = mkdtempSync(join(tmpdir(), 'tongban-report-'))
const report = join(dir, 'report.json')
const result = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...projects, ...args], { stdio: 'inherit' })
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  // a file that cannot even be loaded has no tests to count, but is a failure all the same
  console.log(`${numPassedTests} passed, ${Math.max(numFailedTests, result.status === 0 ? 0 : numFailedTestSuites || 1)} failed`)
} catch {
  console.log('0 passed, 1 failed')
}
rmSync(dir, { recursive: true, force: true })
process.exit(result.status ?? 1)
