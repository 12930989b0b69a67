/** A form from its schema to typed data and back: what is shown, what is read, what is said about mistakes. */
import { describe, expect, it } from 'vitest'
import { actionOf, applyAction, checkSchema, inlineShared, issuesOfPage, pagesOf, parseForm, partsIn, partsThatDiffer, renderForm, routingOf, validate, type FormSchema } from '../../server/forms/service.ts'
import { application, goodBody, goodData } from './forms.fixture.ts'

const messages = (schema: FormSchema, data: unknown) => Object.fromEntries(validate(schema, data).map(({ pointer, message }) => [pointer, message]))

describe('reading a post', () => {
  it('gives typed data: trimmed text, full-width numbers, ticked choices, rows', () => {
    expect(parseForm(application, goodBody)).toEqual(goodData)
    expect(validate(application, goodData)).toEqual([])
  })

  it('keeps what is no number as text, so that it is shown again and refused', () => {
    const data = parseForm(application, { ...goodBody, '/area': '约一千', '/floors': '1e400' })
    expect(data).toMatchObject({ area: '约一千', floors: '1e400' })
    expect(messages(application, data)).toEqual({ '/area': '建筑面积应当是数字', '/floors': '层数应当是整数' })
    expect(renderForm(application, { data })).toContain('value="约一千"')
  })

  it('reads codes as people write them: lower case, full width, spaces', () => {
    expect(parseForm(application, { '/uscc': '91350100ｍ000100y43 ' })).toEqual({ uscc: '91350100M000100Y43' })
  })

  it('drops the answers of fields that no longer apply, and rows left empty', () => {
    const body = { ...goodBody, '/kindText': '说明文字', '/contacts/4/name': ' ', '/contacts/7/name': '第二人', '/contacts/7/phone': '0717-1234567' }
    const data = parseForm(application, body)
    expect(data).not.toHaveProperty('kindText')
    expect(data.contacts).toEqual([goodData.contacts[0], { name: '第二人', phone: '0717-1234567' }])
    expect(parseForm(application, { ...body, '/kind': 'other' })).toHaveProperty('kindText', '说明文字')
  })

  it('reads one page of a long form and leaves the others as they were', () => {
    const data = parseForm(application, { '/area': '50', '/projectName': 'not on this page' }, { only: ['area', 'floors'], base: { ...goodData, floors: 3 } })
    expect(data).toEqual({ ...goodData, area: 50 })
  })

  it('never lets a post change what is read-only', () => {
    const schema: FormSchema = { type: 'object', properties: { name: { type: 'string', title: '姓名', readOnly: true }, note: { type: 'string', title: '备注' } } }
    expect(parseForm(schema, { '/name': '别人', '/note': '好' }, { base: { name: '本人', note: '旧' } })).toEqual({ name: '本人', note: '好' })
    expect(renderForm(schema, { data: { name: '本人' } })).not.toContain('name="/name"')
  })
})

describe('judging', () => {
  it('says each mistake once, beside its field, in the order of the form', () => {
    const issues = validate(application, { kind: 'other', area: 5000, uscc: '91350100M000100Y44', contacts: [{ phone: '123' }], green: true, greenStars: 9 })
    expect(issues.map(({ pointer }) => pointer)).toEqual(['/projectName', '/uscc', '/kindText', '/floors', '/greenStars', '/contacts/0/name', '/contacts/0/phone', '/declared'])
    expect(issues[0]!.message).toBe('请填写工程名称')
    expect(issues.at(-1)!.message).toBe('请勾选“我承诺以上内容真实”')
  })

  it('blames only the faulty field of a branch, not the sound ones beside it', () => {
    const when = { if: { properties: { who: { const: 'firm' } }, required: ['who'] } }
    const firm: FormSchema = { ...when, type: 'object', properties: { who: { type: 'string', title: '类型' } }, then: { required: ['name', 'uscc'], properties: { name: { type: 'string', title: '名称' }, uscc: { type: 'string', title: '代码', minLength: 18 } } } }
    expect(messages(firm, { who: 'firm', name: '样例公司', uscc: '9135' })).toEqual({ '/uscc': '代码至少18个字' })
    expect(messages(firm, { who: 'firm', name: '样例公司', uscc: '9135', other: 1 })).toHaveProperty('/other', '表单中没有“other”这一项，请删除')
    expect(messages(firm, { who: 'someone', name: '样例公司' })).toHaveProperty('/name')
  })

  it('speaks English where asked', () => {
    expect(validate(application, {}, 'en')[0]!.message).toBe('Enter 工程名称')
  })

  it('refuses what the form does not ask, on every level', () => {
    const issues = messages(application, { ...goodData, role: 'head', site: { road: 'x', deadline: '2030-01-01' } })
    expect(issues).toEqual({ '/role': '表单中没有“role”这一项，请删除', '/site/deadline': '表单中没有“deadline”这一项，请删除' })
  })

  it('counts characters, not code units: rare characters are one each', () => {
    const schema: FormSchema = { type: 'object', properties: { name: { type: 'string', title: '姓名', maxLength: 3 } } }
    expect(validate(schema, { name: '𠮷䶮㐂' })).toEqual([])
    expect(validate(schema, { name: '𠮷䶮㐂一' })).toHaveLength(1)
  })

  it('gives the engine only the plain answers listed under routing', () => {
    expect(routingOf(application, goodData)).toEqual({ kind: 'house', area: 1200.5 })
    expect(routingOf({ ...application, routing: ['contacts', 'floors'] }, goodData)).toEqual({})
  })
})

describe('showing', () => {
  it('ties label, help, sample, unit and error to the field and links the summary to it', () => {
    const html = renderForm(application, { data: {}, issues: validate(application, {}) })
    expect(html).toContain('<a href="#field-area">请填写建筑面积</a>')
    expect(html).toMatch(/<label class="form-label" for="field-area">/)
    expect(html).toMatch(/id="field-area"[^>]*inputmode="decimal"[^>]*aria-describedby="field-area-error"/)
    expect(html).toContain('<span class="input-group-text">平方米</span>')
    expect(html).toContain('例如：91350100M000100Y43')
    expect(html).toContain('id="field-kind" value="house"') // the summary's link lands on the first choice
  })

  it('hides what does not apply and brings it up by a button that works without JavaScript', () => {
    const before = renderForm(application, { data: { kind: 'house' } })
    expect(before).toMatch(/data-field="\/kindText" data-conditional hidden/)
    expect(before).toContain('name="_refresh"')
    expect(renderForm(application, { data: { kind: 'other' } })).toMatch(/data-field="\/kindText" data-conditional>/)
  })

  it('puts a conditional field right behind what it hangs on', () => {
    const order = [...renderForm(application).matchAll(/data-field="(\/\w+)"/g)].map((match) => match[1])
    expect(order.indexOf('/kindText')).toBe(order.indexOf('/kind') + 1)
    expect(order.indexOf('/greenStars')).toBe(order.indexOf('/green') + 1)
  })

  it('shows a decision\'s fields although its outcome is a button of the page, and says when they count', () => {
    const decision: FormSchema = {
      type: 'object', required: ['outcome'],
      properties: {
        outcome: { type: 'string', title: '决定', oneOf: [{ const: 'accept', title: '受理' }, { const: 'gaps', title: '一次告知补正' }] },
        opinion: { type: 'string', title: '意见', 'x-widget': 'textarea' },
      },
      if: { properties: { outcome: { const: 'gaps' } }, required: ['outcome'] },
      then: {
        required: ['gaps'],
        properties: { gaps: { type: 'array', title: '补正事项', minItems: 1, items: { type: 'object', required: ['item', 'problem'], properties: {
          item: { type: 'string', title: '材料', 'x-widget': 'materials' }, problem: { type: 'string', title: '问题' },
        } } } },
      },
    }
    expect(checkSchema(decision)).toEqual([])
    const html = renderForm(decision, { omit: ['outcome'], choices: { materials: [{ const: 'contract', title: '施工合同' }] } })
    expect(html).not.toContain('name="/outcome"')
    expect(html).toContain('选择“一次告知补正”时填写')
    expect(html).toContain('<option value="contract">施工合同</option>')
    expect(html).not.toMatch(/data-field="\/gaps"[^>]*hidden/)
    const body = { '/outcome': 'accept', '/gaps/0/item': 'contract', '/gaps/0/problem': '缺页' }
    expect(parseForm(decision, body)).toEqual({ outcome: 'accept' })
    expect(parseForm(decision, { ...body, '/outcome': 'gaps' })).toEqual({ outcome: 'gaps', gaps: [{ item: 'contract', problem: '缺页' }] })
  })

  it('reads back every answer by its title, rows and unit included', () => {
    const html = renderForm(application, { mode: 'read', data: goodData })
    for (const text of ['房屋建筑', '1200.5 平方米', '居住、办公', '联系人 1', '未填写']) expect(html).toContain(text)
    expect(html).not.toContain('<input')
    expect(html).not.toContain('类别说明')
  })

  it('adds and removes rows by submit buttons', () => {
    const body = { ...goodBody, '/contacts/1/name': '第二人', '/contacts/2/name': '第三人' }
    const data = parseForm(application, body)
    const add = actionOf({ ...body, _add: '/contacts' })!
    expect(applyAction(application, data, add, body).contacts).toHaveLength(4)
    expect((applyAction(application, {}, { kind: 'add', pointer: '/contacts' }, { '/contacts/0/name': '' }).contacts as unknown[]).length).toBe(2)
    const remove = actionOf({ ...body, _remove: '/contacts/1' })!
    expect(applyAction(application, data, remove, body).contacts).toEqual([goodData.contacts[0], { name: '第三人' }])
    expect(actionOf({ ...body })).toBeUndefined()
    expect(applyAction(application, data, { kind: 'add', pointer: '/site' }, body)).toEqual(data)
    expect(applyAction(application, data, { kind: 'add', pointer: '/__proto__/x' }, body)).toEqual(data)
  })

  it('gives the script a row to copy', () => {
    expect(renderForm(application)).toMatch(/<template data-row>[\s\S]*name="\/contacts\/__ROW__\/name"[\s\S]*<\/template>/)
  })
})

describe('pages and shared parts', () => {
  const long: FormSchema = {
    type: 'object', required: ['a', 'b'],
    properties: { a: { type: 'string', title: '甲' }, b: { type: 'string', title: '乙' } },
    'x-pages': [{ title: '第一页', properties: ['a'] }, { title: '第二页', properties: ['b'] }],
  }
  it('asks one thing a page and knows which mistake belongs where', () => {
    expect(checkSchema(long)).toEqual([])
    expect(pagesOf(long).map((page) => issuesOfPage(page, validate(long, {})).map(({ pointer }) => pointer))).toEqual([['/a'], ['/b']])
    expect(renderForm(long, { only: ['b'] })).not.toContain('name="/a"')
  })

  it('draws shared parts in when the bundle is read, so that its hash covers them', () => {
    const shared = { 'address.schema.json': { $id: 'address', type: 'object', title: '地址', properties: { road: { type: 'string', title: '街道' } } } as FormSchema }
    const schema = { type: 'object', properties: { site: { $ref: '../shared/address.schema.json', title: '建设地点' } } }
    const whole = inlineShared(schema, shared) as FormSchema
    expect(whole.properties!.site).toEqual({ type: 'object', title: '建设地点', properties: { road: { type: 'string', title: '街道' } } })
    expect(checkSchema(whole)).toEqual([])
    expect(checkSchema(inlineShared({ type: 'object', properties: { site: { $ref: 'https://example.org/x' } } }, shared))[0]).toMatchObject({ pointer: '/properties/site/$ref' })
  })

  it('cuts a shared part that contains itself instead of growing for ever', () => {
    const loop = { 'a.schema.json': { type: 'object', properties: { inner: { $ref: 'shared/a.schema.json' } } } as never }
    expect(checkSchema(inlineShared({ type: 'object', properties: { x: { $ref: 'shared/a.schema.json' } } }, loop)).length).toBeGreaterThan(0)
  })

  it('stops drawing in a bomb: a part that refers forty times to itself is told, in no time', () => {
    const inner = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`p${at}`, { $ref: '../shared/a.schema.json' }]))
    const whole = inlineShared({ type: 'object', properties: { x: { $ref: 'shared/a.schema.json' } } }, { 'a.schema.json': { type: 'object', properties: inner } as never })
    expect(JSON.stringify(whole).length).toBeLessThan(5_000_000)
    expect(checkSchema(whole).length).toBeGreaterThan(0)
  })

  it('knows which shared parts mean another thing: those that changed, and those that refer to one that did', () => {
    const part = (properties: object) => ({ type: 'object', properties }) as FormSchema
    const before = { 'a.schema.json': part({ x: { type: 'string' } }), 'b.schema.json': part({ a: { $ref: '../shared/a.schema.json' } }), 'c.schema.json': part({ y: { type: 'string' } }) }
    expect(partsThatDiffer(before, structuredClone(before))).toEqual([])
    expect(partsThatDiffer(before, { ...before, 'a.schema.json': part({ x: { type: 'number' } }) })).toEqual(['a.schema.json', 'b.schema.json'])
    expect(partsIn({ properties: { one: { $ref: '../shared/c.schema.json' }, two: { items: { $ref: 'shared/a.schema.json' } }, $ref: { type: 'string' } } })).toEqual(['c.schema.json', 'a.schema.json'])
  })
})
