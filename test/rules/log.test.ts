/** The log's lines: what was thrown is in them, also when it hangs below another name. */
import { expect, test } from 'vitest'
import { logAt } from '../../server/start/log.ts'

test('an error is logged with its words, its code and its place, not as {}', () => {
  const lines: string[] = []
  const error = Object.assign(new Error('stack depth limit exceeded', { cause: new Error('inner') }), { code: '54001' })
  logAt('warn', (line) => lines.push(line)).error({ requestId: 'r1', error }, 'a request failed')
  const written = JSON.parse(lines[0]!) as { error: { stack: string } }
  expect(written).toMatchObject({ level: 'error', message: 'a request failed', requestId: 'r1', error: { message: 'stack depth limit exceeded', code: '54001', cause: { message: 'inner' } } })
  expect(written.error.stack).toContain('log.test.ts')
})
