// A matter that a joint case (联办件) opens is changed by itself: what would break the published whole is refused, with the whole's name, at check and at signature.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../server/db/pool.ts'
import * as publication from '../../server/publication/service.ts'
import { openRepository } from '../../server/publication/repository/repository.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { refusal } from '../support/refusal.ts'

const PART = 'shipin-jingying'
const WHOLE = 'kaican-yijianshi'
const FORM = 'forms/application.schema.json'

let office: PublicationOffice
beforeAll(async () => { office = await openPublication([PART, WHOLE], async () => undefined) })
afterAll(() => office?.close())

test('a new version of a part that its whole does not feed is refused; a question that is not required is not', async () => {
  const { db, ctx, officers } = office
  const propose = async (required: boolean): Promise<publication.Proposal> => {
    const { revision, files } = await publication.readFiles(ctx, PART)
    const form = JSON.parse(files[FORM]!)
    form.properties.seats = { title: '样例：就餐座位数', type: 'integer', minimum: 0, maximum: 5000, 'x-sample': '40' }
    form['x-pages'][0].properties.push('seats')
    if (required) form.required.push('seats')
    return publication.proposeNow(ctx, { matter: PART, base: revision, files: { ...files, [FORM]: JSON.stringify(form, null, 2) }, message: '样例：增加座位数', author: officers.analyst })
  }
  const sign = (id: string) => inTransaction(db, (tx) => publication.sign(tx, ctx, { officer: officers.legal, proposal: id, revision: 1, remarks: '' }))

  const strict = await propose(true)
  const { problems } = await publication.contentOf(db, openRepository(ctx.config)!, strict)
  expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ rule: 'wholes-stay-fed', file: 'forms/application', element: '/properties/seats', message: expect.stringContaining(`(${WHOLE})`) as string }])
  const refused = await refusal(sign(strict.id))
  expect([refused.code, refused.issues![0]!.message]).toEqual(['bundle-refused', expect.stringContaining(`(${WHOLE})`)])

  const mild = await propose(false)
  await sign(mild.id)
  await publication.publish(ctx, async () => undefined, { officer: officers.publisher, proposal: mild.id, effectiveFrom: '2026-03-02' })
  expect((await publication.byId(db, mild.id))!.state).toBe('published')
})
