/** The accounts that the start prints are there. */
import { expect, it } from 'vitest'
import { readOrganisation, sampleFile } from '../../server/people/organisationFile.ts'
import { FIRST_ACCOUNTS } from '../../server/people/sampleAccounts.ts'

it('names only accounts of the sample organisation, each once', () => {
  const known = readOrganisation(sampleFile).bodies.flatMap(({ officers }) => officers.map(({ login }) => login))
  const named = FIRST_ACCOUNTS.flatMap(({ logins }) => logins)
  expect(named.filter((login) => !known.includes(login))).toEqual([])
  expect(new Set(named).size).toBe(named.length)
})
