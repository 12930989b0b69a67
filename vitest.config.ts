import { defineConfig } from 'vitest/config'

/** A busy machine is no failure: what must be quick is measured by benchmarks and by processor time. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000 }
const database = { globalSetup: ['test/support/postgres.ts'], testTimeout: 60_000, hookTimeout: 120_000 }

/**
 * The suites, fastest first. `engine` and `rules` hold pure tests; `rooms`, `stories`, `durable` and `browser` work on
 * clones of one template database; `zeebe` needs a JDK >= 21 and runs only by `npm run test:zeebe`. `isolate: false`: a worker reads the server's four hundred files once and
 * not again for each file of tests; for suites whose files leave nothing behind in their process.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'rules', include: ['test/rules/**/*.test.ts', 'test/house/**/*.test.ts'], ...patience } },
      { test: { name: 'engine', include: ['test/engine/**/*.test.ts'], exclude: ['test/engine/durable/**'], ...patience } },
      { test: { name: 'durable', include: ['test/engine/durable/**/*.test.ts'], ...database } },
      { test: { name: 'rooms', include: ['test/rooms/**/*.test.ts'], isolate: false, ...database } },
      { test: { name: 'stories', include: ['test/stories/**/*.test.ts'], ...database, testTimeout: 120_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], isolate: false, ...database, testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { name: 'zeebe', include: ['test/zeebe/**/*.test.ts'], ...database, testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
})
