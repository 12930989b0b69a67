/** Puts a case to any engine that deploys and evaluates, and tells what it answered with the keys left out. */
import { dmn } from './drawing.ts'
import type { DecisionCase } from './cases.ts'

/** An engine as the cases need it: the two calls of the protocol. */
export interface Asked { call(name: 'DeployResource' | 'EvaluateDecision', message: object): Promise<any> }

export interface Answers { refused?: string; answers: unknown[] }

export const idOf = (name: string): string => `c_${name.replaceAll(/[^A-Za-z0-9]/g, (each) => `_${each.codePointAt(0)!.toString(36)}`)}`

export async function askAll({ name, drawing, ask }: DecisionCase, engine: Asked): Promise<Answers> {
  const last = Object.keys(drawing.decisions).at(-1) ?? ''
  const answers: unknown[] = []
  try {
    await engine.call('DeployResource', { resources: [{ name: 'case.dmn', content: Buffer.from(dmn(idOf(name), drawing)) }] })
  } catch (error) {
    return { refused: said(error), answers }
  }
  for (const each of ask) {
    const [decisionId, variables] = 'of' in each ? [each.of as string, each.with] : [last, each]
    const answer = await engine.call('EvaluateDecision', { decisionId, variables: JSON.stringify(variables) }).catch((error: unknown) => ({ refused: said(error) }))
    answers.push(keyless(answer))
  }
  return { answers }
}

const said = (error: unknown): string => ((error as { details?: string }).details ?? (error as Error).message).replace(/\d{16}/g, '<key>')

/** Keys and versions differ from run to run; everything that is empty goes. */
function keyless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keyless)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name, each]) => !/Key$|Version$|^tenantId$/.test(name) && each !== '' && !(Array.isArray(each) && each.length === 0))
  return Object.fromEntries(kept.map(([name, each]) => [name, keyless(each)]))
}
