/** What the properties panel offers to be picked, and how it is written: the same text as by hand, nothing lost that it does not know. */
import { describe, expect, it } from 'vitest'
import { listIn, listWritten, nameOf, offered, postsFor, postsIn } from '../../modeler/panel/picking.ts'
import { readSheet, withDepartment, withVeto, writeSheet } from '../../modeler/panel/sheet.ts'
import { readSheet as readPlan } from '../../server/matters/sheet.ts'
import { candidatesOf } from '../../server/matters/facts.ts'

const groups = [
  { id: 'chengguan/handler', name: '城管局 经办' }, { id: 'chengguan/section-chief', name: '城管局 科长' },
  { id: 'ziran/handler', name: '自然资源局 经办' }, { id: 'zhujian/head', name: '住建局 主管领导' },
]

describe('posts', () => {
  const posts = postsFor(groups, 'chengguan')

  it('of the matter\'s own body stand first and are written without it, others with theirs', () => {
    expect(posts.map(({ value }) => value)).toEqual(['handler', 'section-chief', 'ziran/handler', 'zhujian/head'])
    expect(postsIn(groups, 'ziran').map(({ value }) => value)).toEqual(['handler'])
    expect(postsFor(groups, '').map(({ value }) => value)).toEqual(groups.map(({ id }) => id))
  })

  it('have one name however they are written, and none where nobody has such a post', () => {
    expect(nameOf(posts, 'handler')).toBe('城管局 经办')
    expect(nameOf(posts, 'chengguan/handler')).toBe('城管局 经办')
    expect(nameOf(posts, 'gongan/handler')).toBeNull()
  })

  it('are found by every word of their name or code, and not offered twice', () => {
    const found = (query: string, picked: string[] = []) => offered(posts, picked, query).map(({ value }) => value)
    expect(found('经办')).toEqual(['handler', 'ziran/handler'])
    expect(found('经办 自然')).toEqual(['ziran/handler'])
    expect(found('CHIEF')).toEqual(['section-chief'])
    expect(found('经办', ['chengguan/handler'])).toEqual(['ziran/handler'])
    expect(found('没有')).toEqual([])
  })
})

describe('candidates', () => {
  it('are written as they were: names with commas, or a list of FEEL', () => {
    for (const before of ['window, handler', '=["window", "handler"]']) {
      expect(listIn(before)).toEqual(candidatesOf(before))
      expect(candidatesOf(listWritten(before, ['window', 'handler', 'ziran/handler']))).toEqual(['window', 'handler', 'ziran/handler'])
    }
    expect(listWritten('window', ['window', 'handler'])).toBe('window,handler')
    expect(listWritten('=["window"]', [])).toBe('')
  })

  it('that an expression computes are no list', () => {
    for (const expression of ['=if urgent then ["head"] else ["handler"]', '=groups', '=[1]', '=["a"']) expect(listIn(expression)).toBeNull()
  })
})

describe('a department of a sheet', () => {
  const sheet = readSheet('{"rule":{"kind":"veto","by":["ziran","gone"]},"departments":[{"body":"ziran","name":"自然资源局","limit":"3wd","inner":["handler"],"materials":["site-plan"],"when":{"field":"kind","in":["a"]}}],"silence":{"kind":"remind"},"form":"coApproval"}')!

  it('keeps what the panel does not show, and what is taken out of it is absent', () => {
    const [changed] = withDepartment(sheet, 0, { inner: undefined, materials: undefined, name: '自规局' }).departments
    expect(changed).toEqual({ body: 'ziran', name: '自规局', limit: '3wd', when: { field: 'kind', in: ['a'] } })
  })

  it('gives its veto to the body that takes its place', () => {
    expect(withDepartment(sheet, 0, { body: 'zhujian' }).rule).toEqual({ kind: 'veto', by: ['zhujian', 'gone'] })
  })

  it('that nobody signs for is still a sheet the server reads', () => {
    expect(readPlan(writeSheet(withDepartment(withVeto(sheet, ['ziran']), 0, { inner: undefined })))).toMatchObject({ rule: { kind: 'veto', by: ['ziran'] }, departments: [{ body: 'ziran' }] })
    expect(withVeto(sheet, []).rule).toEqual({ kind: 'veto' })
  })
})
