/**
 * One sample case with details for every kind of letter: with all that can be said (`full`) and with no more than must be (`bare`).
 * A matter's own template is tried with both before it is published; nothing of it reaches a real letter.
 */
import type { DetailsOf, Facts } from './facts.ts'

export interface Told { facts: Facts; details: DetailsOf }

export const SAMPLE_INSTANT = new Date('2026-02-26T02:00:00Z')

const facts: Facts = {
  case: { number: '990100202602120000017', receivedAt: new Date('2026-02-12T02:00:00Z'), queryCode: '482913' },
  applicant: { name: '样例建设发展有限公司', contact: '䶮某', phone: '138****3210' },
  matter: {
    name: '建筑工程施工许可证核发', supervisionPhone: '0000-0000001', sample: true,
    basis: [{ law: '中华人民共和国建筑法', article: '第七条' }, { law: '中华人民共和国建筑法', article: '第八条' }, { law: '建筑工程施工许可管理办法', article: '第四条' }],
    remedies: { review: { body: '样例市人民政府', days: 60 }, court: { name: '样例区人民法院', months: 6 } },
  },
}

const limits = [{ name: '法定办结时限', amount: '7个工作日', from: '自收到申请之日起', until: '2026-02-28', law: '中华人民共和国建筑法第八条' }, { name: '承诺办结时限', amount: '3个工作日', from: '自受理之日起', law: '本机关承诺' }]
const permit: DetailsOf['permit'] = {
  title: '建筑工程施工许可证', holder: '样例建设发展有限公司', holderCode: '91420582MA00000000', scope: [{ label: '工程名称', value: '㐂园一期：1号楼|A座' }],
  validFrom: SAMPLE_INSTANT, validTo: '2029-02-25', verifyUrl: 'http://127.0.0.1:3000/verify/8KQ29XWM4TRCABCDEFGH', statement: '三个月内开工。',
}

const details: DetailsOf = {
  'receipt': { materials: [{ name: '施工合同', form: '电子', copies: '1' }, { name: '承诺书', form: '纸质', copies: '2' }], silenceAccepts: true },
  'correction': { gaps: [{ item: '施工合同', problem: '缺签字页', remedy: '补交' }, { item: '承诺书', problem: '未提交', remedy: '提交' }], again: true, within: '10 个工作日', until: '2026-03-12', phone: '0000-1' },
  'acceptance': { acceptedAt: SAMPLE_INSTANT, deemed: false, limits, specialProcedures: [{ name: '鉴定', days: '15个工作日', law: '中华人民共和国行政许可法第四十五条' }], green: true },
  'refuse-acceptance': { ground: 'not-our-power', reasons: '工程不在本辖区。', law: '《中华人民共和国行政许可法》第三十二条第一款第二项', rightBody: '样例县住建局' },
  'extension': { days: '10个工作日', reason: '需要核实计算书。', until: '2026-03-12', approvedBy: '样例负责人', law: '《中华人民共和国行政许可法》第四十二条' },
  'special-procedure': { procedure: '鉴定', reason: '结构安全', days: '15个工作日', from: SAMPLE_INSTANT, law: '《中华人民共和国行政许可法》第四十五条' },
  'tolerant': { acceptedAt: SAMPLE_INSTANT, items: [{ name: '结构设计图', form: '电子', promisedOn: '2026-03-05' }], limits },
  'decision-grant': { resultName: '建筑工程施工许可证', decidedAt: SAMPLE_INSTANT, reasons: '符合条件。', conditions: ['三个月内开工', '公示许可内容'] },
  'decision-deny': { reasons: '未取得规划许可证。', law: '中华人民共和国建筑法第八条', decidedAt: SAMPLE_INSTANT },
  'permit': permit,
  'filing-certificate': { ...permit, title: '企业投资项目备案证明' },
  'hearing-announcement': { subject: '样例娱乐城设立', heldOn: '2026-03-20', time: '上午九时', place: '样例政务服务中心三楼', register: '听证前三日到窗口报名', phone: '0000-1' },
  'hearing-notice': { subject: '样例娱乐城设立', heldOn: '2026-03-20', time: '上午九时', place: '样例政务服务中心三楼', host: '样例主持人', law: '《中华人民共和国行政许可法》第四十八条' },
  'fee-notice': { items: [{ name: '挖掘修复费', standard: '每平方米260元', amount: '5200.00', law: '城市道路管理条例第三十七条' }], total: '5200.00', phone: '0000-1' },
  'rectification-order': { findings: '疏散通道被占用', demands: '清除占用', law: '《中华人民共和国消防法》第五十八条第二款', within: '10 个工作日', until: '2026-03-12', untilSource: '本通知书' },
  'revocation-notice': { permit: '样消安〔2026〕1号', findings: '逾期未改正', law: '《中华人民共和国消防法》第五十八条第二款', within: '5 个工作日', until: '2026-03-05', untilSource: '《中华人民共和国行政许可法》第四十七条' },
  'revocation': { permit: '样消安〔2026〕1号', reasons: '逾期未改正。', law: '《中华人民共和国消防法》第五十八条第二款', decidedAt: SAMPLE_INSTANT },
  'delivery': { documents: [{ title: '建筑工程施工许可证', number: '样住建施许〔2026〕1号' }], receiver: '样例', place: '窗口', way: '直接送达' },
}

export const full: Told = { facts, details }

/** Whatever may be left out is: what a template prints of it must stand in an {{#if}}. */
export const bare: Told = {
  facts: {
    case: { number: facts.case.number, receivedAt: facts.case.receivedAt },
    applicant: { name: facts.applicant.name },
    matter: { name: facts.matter.name, basis: facts.matter.basis, ...(facts.matter.remedies ? { remedies: facts.matter.remedies } : {}) },
  },
  details: {
    ...details,
    'receipt': { ...details.receipt, silenceAccepts: false },
    'correction': { gaps: details.correction.gaps, again: false },
    'acceptance': { ...details.acceptance, deemed: true, specialProcedures: [], green: false },
    'refuse-acceptance': { ...without(details['refuse-acceptance'], 'rightBody'), ground: 'other' },
    'decision-grant': { ...without(details['decision-grant'], 'reasons'), conditions: [] },
    'hearing-announcement': without(details['hearing-announcement'], 'phone'),
    'fee-notice': { items: [without(details['fee-notice'].items[0]!, 'amount')] },
    'rectification-order': without(details['rectification-order'], 'within', 'until', 'untilSource'),
    'revocation-notice': without(details['revocation-notice'], 'within', 'until', 'untilSource'),
    'permit': without(permit, 'title', 'holderCode', 'validTo', 'statement'),
    'filing-certificate': without(permit, 'title', 'holderCode', 'validTo', 'statement'),
  },
}

function without<T extends object, K extends keyof T>(whole: T, ...names: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name as K))) as Omit<T, K>
}
