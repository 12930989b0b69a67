/** One form with everything the subset has, used by the tests of the forms room. A sample; it belongs to no matter. */
import type { FormSchema } from '../../server/forms/service.ts'

export const application: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: '样例申请表',
  required: ['projectName', 'uscc', 'kind', 'area', 'contacts', 'declared'],
  routing: ['kind', 'area'],
  properties: {
    projectName: { type: 'string', title: '工程名称', maxLength: 60, 'x-help': '与规划许可证一致。' },
    uscc: { type: 'string', title: '统一社会信用代码', 'x-format': 'uscc', 'x-sample': '91350100M000100Y43' },
    kind: { type: 'string', title: '工程类别', oneOf: [{ const: 'house', title: '房屋建筑' }, { const: 'road', title: '市政道路' }, { const: 'other', title: '其他' }] },
    area: { type: 'number', title: '建筑面积', minimum: 0, exclusiveMaximum: 10_000_000, 'x-unit': '平方米' },
    floors: { type: 'integer', title: '层数', minimum: 1, maximum: 200 },
    start: { type: 'string', format: 'date', title: '计划开工日期' },
    green: { type: 'boolean', title: '是否绿色建筑' },
    uses: { type: 'array', title: '用途', uniqueItems: true, items: { type: 'string', oneOf: [{ const: 'live', title: '居住' }, { const: 'work', title: '办公' }] } },
    site: {
      type: 'object', title: '建设地点', required: ['road'],
      properties: { road: { type: 'string', title: '街道' }, code: { type: 'string', title: '邮政编码', pattern: '^[0-9]{6}$', 'x-sample': '443000' } },
    },
    contacts: {
      type: 'array', title: '联系人', minItems: 1, maxItems: 3,
      items: {
        type: 'object', title: '联系人', required: ['name', 'phone'],
        properties: {
          name: { type: 'string', title: '姓名', maxLength: 30 },
          phone: { type: 'string', title: '电话', 'x-format': 'phone' },
          idCard: { type: 'string', title: '身份证号', 'x-format': 'id-card' },
        },
      },
    },
    declared: { type: 'boolean', const: true, title: '我承诺以上内容真实' },
  },
  allOf: [
    {
      if: { properties: { kind: { const: 'other' } }, required: ['kind'] },
      then: { properties: { kindText: { type: 'string', title: '类别说明', minLength: 4 } }, required: ['kindText'] },
    },
    {
      if: { properties: { area: { minimum: 3000 } }, required: ['area'] },
      then: { required: ['floors'] },
    },
  ],
  dependentSchemas: { green: { properties: { greenStars: { type: 'integer', title: '绿色建筑星级', enum: [1, 2, 3] } } } },
}

/** A post that fits. */
export const goodBody = {
  '/projectName': ' 样例工程一号 ',
  '/uscc': '91350100M000100Y43',
  '/kind': 'house',
  '/area': '１，２００.5',
  '/uses': ['live', 'work'],
  '/site/road': '样例路1号',
  '/contacts/0/name': '样例联系人',
  '/contacts/0/phone': '13800000000',
  '/declared': 'true',
  _csrf: 'x',
}

export const goodData = {
  projectName: '样例工程一号', uscc: '91350100M000100Y43', kind: 'house', area: 1200.5, uses: ['live', 'work'],
  site: { road: '样例路1号' }, contacts: [{ name: '样例联系人', phone: '13800000000' }], declared: true,
}
