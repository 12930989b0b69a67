/** Every suite of vitest.config.ts is run by one command: none is forgotten, and `npm test` asks for no JDK. */
import { expect, it } from 'vitest'
import suites from '../../scripts/suites.json'
import { scripts } from '../../package.json'
import config from '../../vitest.config.ts'

it('runs every suite by one command', () => {
  const named = Object.values(scripts).flatMap((command) => [...command.matchAll(/^node scripts\/test\.mjs --project (\w+)/g)].map((match) => match[1]!)).filter((name) => !suites.includes(name))
  const all = config.test!.projects!.map((project) => (project as { test: { name: string } }).test.name)
  expect([...suites, ...named].sort()).toEqual([...all].sort())
})
