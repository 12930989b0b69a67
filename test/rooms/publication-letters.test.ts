/** A matter that brings letters of its own is published by its publisher as any other: the letter room judges them at the signature and again at publication. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import * as publication from '../../server/publication/service.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'

const PENSION = 'yanglao-canbao'
let office: PublicationOffice
const deploy = async (): Promise<void> => undefined

beforeAll(async () => { office = await openPublication([PENSION], deploy) })
afterAll(() => office?.close())

test('a new sentence in a letter of its own is proposed, signed and in force', async () => {
  const { db, ctx, officers: { analyst, legal, publisher } } = office
  const { revision, files } = await publication.readFiles(ctx, PENSION)
  const letter = files['letters/decision-deny.hbs']!.replace('决定不予登记。', '决定不予参保登记。')
  const { id } = await publication.proposeNow(ctx, { matter: PENSION, base: revision, files: { ...files, 'letters/decision-deny.hbs': letter }, message: '样例：写明不予参保登记', author: analyst })
  await inTransaction(db, (tx) => publication.sign(tx, ctx, { officer: legal, proposal: id, revision: 1, remarks: '' }))
  await publication.publish(ctx, deploy, { officer: publisher, proposal: id, effectiveFrom: '2026-03-02' })
  expect((await matters.effective(db, PENSION, ctx.now()))!.bundle.letters['decision-deny']).toBe(letter)
})
