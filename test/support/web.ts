/**
 * A person at a browser, without a browser: keeps cookies, remembers the token of the last page, follows redirects when asked.
 * Speaks to the server by `inject`, so no port is opened.
 */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { SAMPLE_PASSWORD, guard, loadSample, routes as peopleRoutes } from '../../server/people/service.ts'
import type { Room } from '../../server/web/http.ts'
import { webServer } from '../../server/web/server.ts'
import type { TestContext } from './context.ts'

const HOST = 'tongban.test'

/** The server with the sample organisation and sign-in, and the rooms under test. */
export async function serverWith(ctx: TestContext, rooms: Room[] = []): Promise<FastifyInstance> {
  await loadSample(ctx)
  return webServer(ctx, { guard, rooms: [peopleRoutes, ...rooms] })
}

export class Visitor {
  readonly cookies = new Map<string, string>()
  private token = ''

  constructor(private readonly app: FastifyInstance, private readonly address = '127.0.0.1') {}

  async get(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.send({ method: 'GET', url, headers: { accept: 'text/html', ...headers } })
  }

  /** Sends a form as the last page would: urlencoded, with its token and our origin. */
  async post(url: string, fields: Record<string, string | string[]> = {}, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    const form = new URLSearchParams({ _csrf: this.token })
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one)
    return this.send({ method: 'POST', url, payload: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: `http://${HOST}`, accept: 'text/html', ...headers } })
  }

  async json(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.send({ method, url, payload, headers: { origin: `http://${HOST}`, 'x-csrf-token': this.token, accept: 'application/json', ...headers } })
  }

  /** The page a reply leads to, or the reply itself. */
  async follow(reply: LightMyRequestResponse): Promise<LightMyRequestResponse> {
    return reply.statusCode >= 300 && reply.statusCode < 400 ? this.get(String(reply.headers.location)) : reply
  }

  /** Signs in as a sample officer and opens the account page, so that forms can be sent at once. */
  async signIn(login: string, password = SAMPLE_PASSWORD): Promise<this> {
    await this.get('/office/sign-in')
    const reply = await this.post('/office/sign-in', { login, password })
    if (reply.statusCode !== 303) throw new Error(`${login} could not sign in: ${reply.statusCode}`)
    await this.get('/office/me')
    return this
  }

  /** Raw: what `post` and `get` add is up to the caller, cookies are kept all the same. */
  async send(options: InjectOptions): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await this.app.inject({ ...options, remoteAddress: this.address, headers: { host: HOST, ...(cookie ? { cookie } : {}), ...options.headers } })
    for (const { name, value, maxAge } of reply.cookies) {
      if (value === '' || maxAge === 0) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    this.token = /name="_csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? this.token
    return reply
  }
}
