/**
 * Matters meant to break the server that publishes them: each is refused whole, naming file, element and remedy, in bounded time; the
 * version in force stays, and so does the server. The engine has its own say (test/engine); here it is not asked unless it must be.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as matters from '../../server/matters/service.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { cpuNow } from '../support/cpu.ts'

const CODE = 'huwai-guanggao'
let office: Office
let folder: string
let inForce: string

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
  folder = mkdtempSync(join(tmpdir(), 'tongban-hostile-'))
  inForce = (await matters.effective(office.ctx.db, CODE, office.ctx.now()))!.id
})
afterAll(async () => {
  await office?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Files = { read(file: string): string; write(file: string, text: string | Buffer): void }

/** One matter with one thing changed, published as the start of the server does it. */
async function publishWith(change: (files: Files) => void): Promise<{ publication: matters.Publication; ms: number }> {
  const dir = mkdtempSync(join(folder, 'try-'))
  for (const area of ['processes', 'forms']) cpSync(join(area, CODE), join(dir, area, CODE), { recursive: true })
  cpSync('forms/shared', join(dir, 'forms/shared'), { recursive: true })
  change({
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    write: (file, text) => { mkdirSync(join(dir, file, '..'), { recursive: true }); writeFileSync(join(dir, file), text) },
  })
  expect(existsSync(join(dir, 'processes', CODE))).toBe(true)
  const { ctx } = office
  const begun = cpuNow()
  const [publication] = await matters.publishAll({ ...ctx, config: { ...ctx.config, processesDir: join(dir, 'processes'), formsDir: join(dir, 'forms') } }, (diagram) => office.app.zeebe.deploy(diagram))
  return { publication: publication!, ms: cpuNow() - begun }
}

const BPMN = `processes/${CODE}/process.bpmn`
const GUIDE = `processes/${CODE}/matter.json`
const FORM = `forms/${CODE}/application.schema.json`
const DECISION = `forms/${CODE}/decision.schema.json`

const inDiagram = (change: (xml: string) => string) => ({ read, write }: Files): void => {
  const before = read(BPMN)
  const after = change(before)
  if (after === before) throw new Error('The attack did not change the diagram.')
  write(BPMN, after)
}
const inJson = (file: string, change: (value: any) => unknown) => ({ read, write }: Files): void => {
  const value = JSON.parse(read(file))
  write(file, JSON.stringify(change(value) ?? value))
}
const condition = (text: string) => inDiagram((xml) => xml.replace(/(<bpmn:conditionExpression[^>]*>)[^<]*(<\/bpmn:conditionExpression>)/, (_, open, close) => `${open}${text}${close}`))
const firstUserTask = (xml: string, change: (task: string) => string): string => xml.replace(/<bpmn:userTask[\s\S]*?<\/bpmn:userTask>/, change)

const attacks: Record<string, (files: Files) => void> = {
  'no XML at all': ({ write }) => write(BPMN, 'hello'),
  'an empty diagram': ({ write }) => write(BPMN, ''),
  'bytes that are no text': ({ write }) => write(BPMN, Buffer.from([0xff, 0xfe, 0, 0, 1, 2, 3])),
  'a diagram cut off': inDiagram((xml) => xml.slice(0, xml.length / 2)),
  'a DOCTYPE': inDiagram((xml) => xml.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>')),
  'an entity from a file': inDiagram((xml) => xml.replace('?>', '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>').replace('<bpmn:process ', '<bpmn:process name="&b;" ')),
  'two megabytes': inDiagram((xml) => xml.replace('</bpmn:process>', `<!--${'x'.repeat(2_000_000)}--></bpmn:process>`)),
  'an id twice': inDiagram((xml) => xml.replace('</bpmn:process>', '<bpmn:exclusiveGateway id="acceptance" /></bpmn:process>')),
  'an id from the prototype': inDiagram((xml) => xml.replaceAll('"acceptance"', '"__proto__"').replaceAll('>acceptance<', '>__proto__<')),
  'an element named constructor': inDiagram((xml) => xml.replaceAll('"acceptance"', '"constructor"')),
  'a flow to nowhere': inDiagram((xml) => xml.replace(/targetRef="[^"]+"/, 'targetRef="nowhere"')),
  'an unknown element': inDiagram((xml) => xml.replace('</bpmn:process>', '<bpmn:teaBreak id="tea" /></bpmn:process>')),
  'twenty thousand sub-processes in one another': inDiagram((xml) => xml.replace('</bpmn:process>', `${Array.from({ length: 12_000 }, (_, n) => `<bpmn:subProcess id="s${n}">`).join('')}${'</bpmn:subProcess>'.repeat(12_000)}</bpmn:process>`)),
  'ten thousand tasks': inDiagram((xml) => xml.replace('</bpmn:process>', `${Array.from({ length: 10_000 }, (_, n) => `<bpmn:task id="t${n}" />`).join('')}</bpmn:process>`)),
  'a script task': inDiagram((xml) => xml.replace('</bpmn:process>', '<bpmn:scriptTask id="script" scriptFormat="javascript"><bpmn:script>process.exit()</bpmn:script></bpmn:scriptTask></bpmn:process>')),
  'no process': inDiagram((xml) => xml.replace(/<bpmn:process [\s\S]*<\/bpmn:process>/, '')),
  'another process id': inDiagram((xml) => xml.replace(`<bpmn:process id="${CODE}"`, '<bpmn:process id="somebody-elses"')),
  'an unknown candidate group': inDiagram((xml) => xml.replace(/candidateGroups="[^"]+"/, 'candidateGroups="secret-society"')),
  'a step without a form': inDiagram((xml) => firstUserTask(xml, (task) => task.replace(/<zeebe:formDefinition[^>]*>/, ''))),
  'a form that is not there': inDiagram((xml) => firstUserTask(xml, (task) => task.replace(/formKey="[^"]+"/, 'formKey="constructor"'))),
  'a step without a limit': inDiagram((xml) => firstUserTask(xml, (task) => task.replace(/<zeebe:header key="limit"[^>]*>/, ''))),
  'a limit of nonsense': inDiagram((xml) => xml.replace(/(key="limit" value=")[^"]+"/, '$11e400wd"')),
  'a loop of a condition: FEEL over a billion': condition('=count(for i in 1..1000000000 return i) &gt; 1'),
  'a condition that backtracks': condition('=matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")'),
  'a condition nested ten thousand deep': condition(`=${'('.repeat(10_000)}1${')'.repeat(10_000)}`),
  'a condition that is no FEEL': condition('=if then else ]['),
  'a condition that calls itself': condition('={f: function(n) f(n), r: f(1)}.r'),
  'a timer that never rests': inDiagram((xml) => xml.replace('</bpmn:process>', '<bpmn:boundaryEvent id="b" cancelActivity="false" attachedToRef="acceptance"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT0S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent></bpmn:process>')),
  'a guide that is no JSON': ({ write }) => write(GUIDE, '{"code":'),
  'a guide that is null': ({ write }) => write(GUIDE, 'null'),
  'a guide that is a list': ({ write }) => write(GUIDE, '[]'),
  'a guide of wrong types': inJson(GUIDE, (guide) => Object.fromEntries(Object.keys(guide).map((key) => [key, { length: 1e9 }]))),
  'a guide with __proto__': ({ read, write }) => write(GUIDE, read(GUIDE).replace('{', '{"__proto__":{"materials":[]},')),
  'a guide without a code': inJson(GUIDE, (guide) => { delete guide.code }),
  'a guide without materials': inJson(GUIDE, (guide) => { delete guide.materials }),
  'a guide for another code': inJson(GUIDE, (guide) => { guide.code = '../../etc' }),
  'a guide of a strange body': inJson(GUIDE, (guide) => { guide.body = "x' or 1=1" }),
  'a promise longer than the law': inJson(GUIDE, (guide) => { guide.limits.promised.amount = 1e300 }),
  'an impossible day': inJson(GUIDE, (guide) => { guide.effectiveFrom = '2026-02-31' }),
  'a day far away': inJson(GUIDE, (guide) => { guide.effectiveFrom = '+275760-09-13' }),
  'NUL in the guide': inJson(GUIDE, (guide) => { guide.name = 'a\0b' }),
  'half a character in the guide': inJson(GUIDE, (guide) => { guide.name = 'a\ud800b' }),
  'a form that is null': ({ write }) => write(FORM, 'null'),
  'a form that is a list': ({ write }) => write(FORM, '[]'),
  'a form that refers to itself': inJson(FORM, (form) => { form.properties.again = { $ref: '#' } }),
  'a form that refers abroad': inJson(FORM, (form) => { form.properties.again = { $ref: 'http://127.0.0.1:1/x.json' } }),
  'a form that refers to a file': inJson(FORM, (form) => { form.properties.again = { $ref: '../../../../etc/passwd' } }),
  'a form with a pattern that looks ahead': inJson(FORM, (form) => { form.properties.location.pattern = '^(?=a)(a+)+$' }),
  'an enum of a hundred thousand': inJson(FORM, (form) => { form.properties.location.enum = Array.from({ length: 100_000 }, (_, n) => `v${n}`) }),
  'objects twenty thousand deep': ({ write }) => write(FORM, `${'{"type":"object","properties":{"a":'.repeat(20_000)}{}${'}}'.repeat(20_000)}`),
  'NUL in a form': inJson(FORM, (form) => { form.properties.location.title = 'a\0b' }),
  'a decision form without outcomes': inJson(DECISION, (form) => { delete form.properties.outcome }),
  'a letter that calls the constructor': ({ write }) => write(`processes/${CODE}/letters/acceptance.hbs`, '{{#with (lookup this "constructor")}}{{/with}}'),
  'a letter of raw markup': ({ write }) => write(`processes/${CODE}/letters/acceptance.hbs`, '{{{applicant.name}}}'),
  'a letter of three thousand blocks': ({ write }) => write(`processes/${CODE}/letters/acceptance.hbs`, `${'{{#if a}}'.repeat(3000)}${'{{/if}}'.repeat(3000)}`),
  'a letter of a kind there is not': ({ write }) => write(`processes/${CODE}/letters/constructor.hbs`, 'x'),
}

describe('a broken matter', () => {
  test.each(Object.entries(attacks))('%s', async (_, attack) => {
    office.ctx.logged.length = 0
    const { publication, ms } = await publishWith(attack)
    expect(office.ctx.logged.filter(({ level }) => level === 'warn')).toEqual([]) // the engine answered
    expect(publication.version).toBeUndefined()
    expect(publication.refused!.length).toBeGreaterThan(0)
    for (const problem of publication.refused!) {
      expect(problem.file).toMatch(/^(process\.bpmn|matter\.json|forms\/|letters\/)/)
      expect(problem.message.length).toBeGreaterThan(15)
      expect(problem.message).not.toMatch(/node_modules|\.ts:\d|RangeError|TypeError|Cannot read|select |insert into/)
    }
    expect(ms).toBeLessThan(10_000)
  })

  test('left the version that was in force, and a server that answers', async () => {
    expect((await matters.effective(office.ctx.db, CODE, office.ctx.now()))!.id).toBe(inForce)
    expect((await office.anybody().call('GET', `/v1/matters/${CODE}`)).statusCode).toBe(200)
    expect((await office.anybody().call('POST', '/v1/applications', { matter: CODE })).statusCode).toBe(201)
  })
})
