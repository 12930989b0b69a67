/** Files that nothing names any more go, and never one that a case, a letter or a draft names: also while somebody submits or uploads. */
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { change, inTransaction, row, rows } from '../../server/db/pool.ts'
import { collect, collectStrays } from '../../server/files/collect.ts'
import * as files from '../../server/files/service.ts'
import * as intake from '../../server/intake/service.ts'
import * as letters from '../../server/letters/service.ts'
import { organisation } from '../support/applicant.ts'
import type { TestContext } from '../support/context.ts'
import { codeOf, intakeDesk, MATERIALS } from '../support/intakeDesk.ts'
import { pdf } from '../support/samples.ts'

const BEGIN = '2026-03-02T09:00:00+08:00'
const desk = intakeDesk(BEGIN)
const { apply } = desk
let db: Knex, ctx: TestContext
beforeAll(() => { ({ db, ctx } = desk) })

const onDisk = (hash: string): boolean => existsSync(join(desk.dir, 'files', hash.slice(0, 2), hash))
const known = async (hash: string): Promise<boolean> => (await row(db, 'select 1 from stored_file where hash = ?', [hash])) !== undefined
const there = async (hash: string): Promise<boolean[]> => [await known(hash), onDisk(hash)]

const applicant = Object.fromEntries(Object.entries(organisation).map(([name, value]) => [name.slice(1), value]))
const data = {
  adKind: 'attached', location: '样例市样例区样例路100号南立面', placeRight: 'agreement', width: 6, height: 3, faces: 1, bottomHeight: 4.5, lit: false,
  content: '商品广告', validFrom: '2026-06-01', years: 2, safetyDeclaration: true,
}

/** A draft that only waits to be submitted; every file of it is of its own content. */
async function draft(): Promise<{ id: string; hashes: string[] }> {
  const { draft: made } = await intake.drafts.begin(db, ctx, 'huwai-guanggao')
  await intake.drafts.save(db, ctx, made, { applicant, data })
  const added = []
  for (const itemCode of MATERIALS) added.push(await intake.drafts.addMaterial(ctx, made, { itemCode, name: 'x.pdf', data: pdf(`${made.number} ${itemCode}`) }))
  return { id: made.id, hashes: added.map(({ hash }) => hash) }
}

describe('what nothing names', () => {
  it('goes a day after it was stored, from books and disk', async () => {
    const { hash } = await files.store(ctx, { name: 'x', data: pdf('no second half came') })
    ctx.advance({ hours: 23 })
    await collect(ctx)
    expect(await there(hash)).toEqual([true, true])
    ctx.advance({ hours: 2 })
    expect(await collect(ctx)).toBe(1)
    expect(await there(hash)).toEqual([false, false])
  })

  it('stays when it was stored again meanwhile', async () => {
    const { hash } = await files.store(ctx, { name: 'x', data: pdf('again') })
    ctx.advance({ hours: 30 })
    await files.store(ctx, { name: 'y', data: pdf('again') })
    await collect(ctx)
    expect(await there(hash)).toEqual([true, true])
  })

  it('is found on the disk too, where a death left it without a row', async () => {
    const [old, young] = ['a0'.repeat(32), 'a1'.repeat(32).replace(/^a1/, 'a0')]
    mkdirSync(join(desk.dir, 'files/a0'), { recursive: true })
    for (const [hash, hours] of [[old, 25], [young, 1]] as const) {
      const path = join(desk.dir, 'files/a0', hash)
      writeFileSync(path, 'x')
      const seconds = ctx.now().getTime() / 1000 - hours * 3600
      utimesSync(path, seconds, seconds)
    }
    expect(await collectStrays(ctx, 0xa0)).toBe(1)
    expect([onDisk(old), onDisk(young)]).toEqual([false, true])
    expect(await known(old)).toBe(false)
  })
})

describe('what is named', () => {
  it('by a case, its letters or an open draft stays, however old it is', async () => {
    const { file } = await apply()
    const [receipt] = await letters.ofCase(db, file.id)
    await letters.topics['letter:render']!({ id: '1', topic: 'letter:render', caseId: file.id, payload: { letterId: receipt!.id }, attempt: 1, maybeSent: false }, ctx)
    const { hashes } = await draft()
    const named = [...hashes, ...(await intake.materialsOfCase(db, file.id)).map(({ hash }) => hash), (await letters.find(db, receipt!.id))!.pdfHash!]
    ctx.advance({ days: 80 })
    await intake.tidy(ctx)
    expect(await Promise.all(named.map(there))).toEqual(named.map(() => [true, true]))
    // the draft is forgotten, and its files with it
    ctx.advance({ days: 11 })
    await intake.tidy(ctx)
    expect(await Promise.all(hashes.map(there))).toEqual(hashes.map(() => [false, false]))
    expect(await Promise.all(named.slice(hashes.length).map(there))).toEqual(named.slice(hashes.length).map(() => [true, true]))
  })

  it('how long a draft is kept is a setting, and the page says it', async () => {
    const { id, hashes } = await draft()
    const week = { ...ctx, config: { ...ctx.config, draftDays: 7 } }
    ctx.advance({ days: 6 })
    await intake.tidy(week)
    expect(await row(db, 'select 1 from application where id = ?', [id])).toBeDefined()
    ctx.advance({ days: 2 })
    await intake.tidy(week)
    expect(await row(db, 'select 1 from application where id = ?', [id])).toBeUndefined()
    expect(onDisk(hashes[0]!)).toBe(false)
    const person = desk.applicant()
    await person.fill('qiye-touzi-beian', [])
    expect((await person.get('/apply/draft/applicant')).body).toContain('草稿保留 90 天')
  })
})

describe('at the same moment', () => {
  it('a draft that is submitted while it would be forgotten is a case with all its files, or is forgotten whole', async () => {
    const begun = []
    for (let i = 0; i < 12; i++) begun.push(await draft())
    ctx.advance({ days: 91 })
    const ends = await Promise.all(begun.flatMap(({ id }, index) => [
      codeOf(inTransaction(db, (tx) => intake.submit(tx, ctx, id, { truthful: true, electronicService: true }))),
      ...(index % 4 === 1 ? [intake.tidy(ctx)] : []),
    ]))
    await intake.tidy(ctx)
    const submitted = ends.filter((end) => end === 'done').length
    expect(ends.filter((end) => end !== undefined && end !== 'done' && end !== 'no-such-draft')).toEqual([])
    for (const { id, hashes } of begun) {
      const kept = (await row(db, `select 1 from application where id = ? and state = 'submitted'`, [id])) !== undefined
      expect(await Promise.all(hashes.map(there))).toEqual(hashes.map(() => [kept, kept]))
    }
    console.log(`of 12 drafts ${submitted} were submitted, ${12 - submitted} forgotten`)
  })

  it('content that is stored again while it is let go is there afterwards, every time', async () => {
    for (let round = 0; round < 30; round++) {
      const content = pdf(`round ${round % 3}`)
      const { hash } = await files.store(ctx, { name: 'x', data: content })
      await change(db, 'update stored_file set stored_at = ? where hash = ?', [new Date(ctx.now().getTime() - 172_800_000), hash])
      await Promise.all([collect(ctx), files.store(ctx, { name: 'x', data: content }), collectStrays({ ...ctx, now: () => new Date(Date.UTC(2100, 0, 1)) }, Number.parseInt(hash.slice(0, 2), 16)), collect(ctx)])
      expect(await there(hash), `round ${round}`).toEqual([true, true])
    }
    expect(await rows(db, `select hash from stored_file where type = ''`)).toEqual([])
  })
})
