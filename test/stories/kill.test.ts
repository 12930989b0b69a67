/**
 * The server is killed where it hurts, each place in turn, while a filing and a construction permit go their whole way: no
 * acknowledged command is lost, nothing happens twice, the trace holds (reliability catalogue 1 to 5).
 */
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { play } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { killable, type Killable, type Place } from '../support/killable.ts'
import { verify } from '../support/verify.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))

/** In the order in which a fresh installation and its first filing come by. */
const FILING: Place[] = [
  'publish:written', 'deploy:sent', 'publish:deployed', 'request:written', 'request:committed', 'case:opened', 'outbox:claimed', 'start:created',
  'outbox:handled', 'job:offered', 'job:handled', 'job:committed', 'letter:set', 'letter:rendered',
]
/** Materials, the first decision and the step it leads to, the return across the fork. */
const RETURN: Place[] = ['upload:received', 'upload:kept', 'task:decided', 'request:committed', 'job:handled', 'job:committed', 'job:gone']
/** Days in which nobody answers: marks are raised, messages go out, silence accepts. */
const SILENCE: Place[] = ['sweep:marked', 'notice:sent']

/** Between a parent and its parts: a part's case is opened, its decision worked in, and the jobs and outbox rows around them. */
const JOINT: Place[] = ['joint:opened', 'job:handled', 'outbox:handled', 'joint:heard']

let server: Killable | undefined
afterEach(async () => {
  await server?.end()
  server = undefined
})

async function story(matter: string, file: string, places: Place[]): Promise<void> {
  const scenario = readScenarios(processes, matter).find((one) => one.file === file)!
  server = await killable(scenario.applied, places)
  const played = await play(server.stage, scenario)
  expect(played.differences).toEqual([])
  expect({ deaths: server.deaths, ahead: server.ahead() }).toEqual({ deaths: places, ahead: [] })
  expect(await verify(server.db, server)).toEqual([])
}

test('a first start and a filing', () => story('qiye-touzi-beian', 'yejian-beian.yaml', FILING), 180_000)

test('a construction permit with a return to the window', () => story('jianzhu-shigong-xuke', 'tuihui-chuangkou.yaml', RETURN), 180_000)

test('a construction permit that silence accepts', () => story('jianzhu-shigong-xuke', 'chenmo-shouli.yaml', SILENCE), 180_000)

test('a restaurant opened as one thing, whose part is a case of its own', () => story('kaican-yijianshi', 'fenxiang-chehui.yaml', JOINT), 180_000)
