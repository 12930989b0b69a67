/** An applicant at a browser: fills the pages of an application in, uploads, submits. Used by the tests of intake and by stories. */
import { expect } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { pdf } from './samples.ts'
import { Visitor } from './web.ts'

export type Fields = Record<string, string | string[]>

export const organisation: Fields = { '/kind': 'organisation', '/name': '样例广告有限公司', '/uscc': '91350100M000100Y43', '/contact': '样例联系人', '/phone': '13800000000' }

export interface Ticket { number: string; code: string; caseId?: string }

export class ApplicantVisitor extends Visitor {
  /** Sends a file as the form on the last page would. */
  async upload(url: string, file: { name: string; data: Buffer }, token = this.lastToken): Promise<LightMyRequestResponse> {
    const boundary = 'tongban-test-boundary'
    const payload = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
      file.data, Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    return this.send({ method: 'POST', url, payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, origin: 'http://tongban.test', accept: 'text/html' } })
  }

  /** The token of the last page that had one. */
  lastToken = ''

  override async send(options: Parameters<Visitor['send']>[0]): Promise<LightMyRequestResponse> {
    const reply = await super.send(options)
    this.lastToken = /name="_csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? this.lastToken
    return reply
  }

  /** Fills the pages in order; each must be taken. The last page of `pages` leads to materials or check. */
  async fill(code: string, pages: [key: string, fields: Fields][]): Promise<string> {
    await this.get(`/apply/${code}`)
    let at = String((await this.post(`/apply/${code}`)).headers.location)
    for (const [key, fields] of pages) {
      expect(at).toBe(`/apply/draft/${key}`)
      await this.get(at)
      const reply = await this.post(at, fields)
      if (reply.statusCode !== 303) throw new Error(`${key}: ${reply.statusCode} ${issuesIn(reply.body)}`)
      at = String(reply.headers.location)
    }
    return at
  }

  async handIn(items: string[], base = '/apply/draft/materials'): Promise<void> {
    for (const item of items) {
      const reply = await this.upload(`${base}/${item}`, { name: `${item}.pdf`, data: pdf(item) })
      if (reply.statusCode !== 303) throw new Error(`${item}: ${reply.statusCode} ${issuesIn(reply.body)}`)
    }
  }

  /** From the check page to number and code. */
  async submit(fields: Fields = { truthful: 'true', electronicService: 'true' }): Promise<Ticket> {
    await this.get('/apply/draft/check')
    const reply = await this.post('/apply/draft/check', fields)
    if (reply.statusCode !== 201) throw new Error(`${reply.statusCode} ${issuesIn(reply.body)}`)
    const [number, code] = [...reply.body.matchAll(/<dd class="num big">(\d+)<\/dd>/g)].map((match) => match[1]!)
    return { number: number!, code: code! }
  }
}

/** Handlebars writes = as an entity; a browser reads it back. */
export const plain = (html: string): string => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')

/** What a page says is wrong, for messages of tests. */
export function issuesIn(html: string): string {
  return [...html.matchAll(/<li><a href="[^"]*">([^<]+)<\/a><\/li>|class="field-error"[^>]*>(?:<svg.*?<\/svg>)?([^<]+)/g)].map((match) => match[1] ?? match[2]).join('; ')
}

/** Applications that fit, page by page. */
export const applications: Record<string, [string, Fields][]> = {
  'qiye-touzi-beian': [
    ['applicant', organisation],
    ['form-1', { '/projectName': '样例生产线项目', '/industry': 'manufacture', '/nature': 'new' }],
    ['form-2', { '/address': '样例市样例区样例路1号', '/scale': '新建厂房一栋', '/investment': '1200', '/plannedStart': '2026-06-01', '/plannedEnd': '2027-06-01' }],
    ['form-3', { '/policyDeclaration': 'true', '/truthDeclaration': 'true' }],
  ],
  'huwai-guanggao': [
    ['applicant', organisation],
    ['form-1', { '/adKind': 'attached', '/location': '样例市样例区样例路100号南立面', '/placeRight': 'agreement' }],
    ['form-2', { '/width': '6', '/height': '3', '/faces': '1', '/bottomHeight': '4.5', '/lit': 'false' }],
    ['form-3', { '/content': '商品广告', '/validFrom': '2026-06-01', '/years': '2', '/safetyDeclaration': 'true' }],
  ],  'jianzhu-shigong-xuke': [
    ['applicant', { ...organisation, '/name': '样例建设有限公司' }],
    ['form-1', { '/projectName': '样例小区一期1号楼', '/projectCode': '2026-990101-70-01-000001', '/address': '样例市样例区样例路8号', '/kind': 'building', '/area': '12500', '/structure': 'frame' }],
    ['form-2', { '/price': '3680', '/plannedStart': '2026-06-01', '/plannedEnd': '2027-06-30' }],
    ['form-3', {
      '/supervised': 'false',
      '/parties/0/role': 'survey', '/parties/0/name': '样例勘察有限公司', '/parties/0/uscc': '91990101MA0A00001Q', '/parties/0/leader': '样例-勘察',
      '/parties/1/role': 'design', '/parties/1/name': '样例设计有限公司', '/parties/1/uscc': '91990101MA0A00002U', '/parties/1/leader': '样例-设计',
      '/parties/2/role': 'build', '/parties/2/name': '样例建筑有限公司', '/parties/2/uscc': '91990101MA0A00003Y', '/parties/2/leader': '样例-施工',
    }],
    ['form-4', { '/measures': '已编制质量、安全专项方案，落实专职安全员三名。', '/fundsDeclaration': 'true' }],
  ],
}
