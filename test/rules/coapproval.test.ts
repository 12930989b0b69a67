// How opinions join: every combination of opinions of up to five departments, in every order of arrival, under every rule.
import { describe, expect, it } from 'vitest'
import { mayAnswer, mayLeadDecide, verdictOf, whyOf, type Ballot, type Opinion, type Rule, type Verdict } from '../../server/coapproval/rule.ts'
import { afterSignature } from '../../server/coapproval/signing.ts'
import { readSheet } from '../../server/matters/sheet.ts'
import zh from '../../server/web/messages/zh-CN/coapproval.json' with { type: 'json' }

const OPINIONS: Opinion[] = ['agree', 'disagree', 'not-concerned']
const BODIES = ['a', 'b', 'c', 'd', 'e']

/** The rules in the words of the office, over all answers: slow, obvious, and written apart from the code. */
function inWords(rule: Rule, answers: Map<string, Opinion>): Verdict {
  const concerned = [...answers].filter(([, opinion]) => opinion !== 'not-concerned')
  const agreeing = concerned.filter(([, opinion]) => opinion === 'agree').length
  const against = concerned.filter(([, opinion]) => opinion === 'disagree').map(([body]) => body)
  if (concerned.length === 0) return 'agree'
  switch (rule.kind) {
    case 'all': case 'each': case 'order': return against.length === 0 ? 'agree' : 'disagree'
    case 'any': return agreeing >= 1 ? 'agree' : 'disagree'
    case 'quorum': return agreeing >= Math.min(rule.n, concerned.length) ? 'agree' : 'disagree'
    case 'veto': return against.some((body) => rule.by === undefined || rule.by.includes(body)) ? 'disagree' : 'agree'
    case 'lead': throw new Error('the lead speaks')
  }
}

function rulesFor(bodies: string[]): Rule[] {
  const subsets = bodies.reduce<string[][]>((all, body) => [...all, ...all.map((subset) => [...subset, body])], [[]]).filter((subset) => subset.length > 0)
  return [
    { kind: 'all' }, { kind: 'each' }, { kind: 'any' }, { kind: 'order' }, { kind: 'veto' },
    ...bodies.map((_, index): Rule => ({ kind: 'quorum', n: index + 1 })),
    ...subsets.map((by): Rule => ({ kind: 'veto', by })),
  ]
}

function assignments(bodies: string[]): Map<string, Opinion>[] {
  return bodies.reduce<Map<string, Opinion>[]>((all, body) => all.flatMap((one) => OPINIONS.map((opinion) => new Map([...one, [body, opinion]]))), [new Map()])
}

function orders(bodies: string[]): string[][] {
  return bodies.length <= 1 ? [bodies] : bodies.flatMap((first) => orders(bodies.filter((body) => body !== first)).map((rest) => [first, ...rest]))
}

/** Answers arrive one by one until the verdict stands: what it is, and after how many. */
function arrive(rule: Rule, bodies: string[], answers: Map<string, Opinion>, order: string[]): { verdict: Verdict | null; after: number; changes: number } {
  const ballots: Ballot[] = bodies.map((body) => ({ body, opinion: null }))
  let verdict = verdictOf(rule, ballots)
  let after = 0
  let changes = 0
  for (const [index, body] of order.entries()) {
    ballots[bodies.indexOf(body)]!.opinion = answers.get(body)!
    const now = verdictOf(rule, ballots)
    if (verdict !== null && now !== verdict) changes++
    if (verdict === null && now !== null) after = index + 1
    verdict = verdict ?? now
  }
  return { verdict, after, changes }
}

describe.each([1, 2, 3, 4, 5])('%i departments', (size) => {
  const bodies = BODIES.slice(0, size)
  const all = orders(bodies)
  const combinations = assignments(bodies)

  it('settle early exactly as they would in the end, whatever the order, and never twice', () => {
    let wrong = 0
    for (const rule of rulesFor(bodies)) {
      for (const answers of combinations) {
        const final = inWords(rule, answers)
        for (const order of rule.kind === 'order' ? [bodies] : all) {
          const { verdict, changes } = arrive(rule, bodies, answers, order)
          if (verdict !== final || changes > 0) wrong++
        }
      }
    }
    expect(wrong).toBe(0)
  })

  it('settle as early as can be: before, an answer still to come could turn it', () => {
    let late = 0
    let early = 0
    const partial = assignments(bodies).flatMap((answers) => subsets(bodies).map((known) => ({ answers, known })))
    for (const rule of rulesFor(bodies).filter(({ kind }) => kind !== 'each')) {
      const seen = new Set<string>()
      for (const { answers, known } of partial) {
        const ballots = bodies.map((body) => ({ body, opinion: known.includes(body) ? answers.get(body)! : null }))
        const key = ballots.map(({ opinion }) => opinion).join()
        if (seen.has(key)) continue
        seen.add(key)
        const outcomes = new Set(combinations.filter((full) => known.every((body) => full.get(body) === answers.get(body))).map((full) => inWords(rule, full)))
        const verdict = verdictOf(rule, ballots)
        if (verdict === null && outcomes.size === 1) late++
        if (verdict !== null && (outcomes.size > 1 || !outcomes.has(verdict))) early++
      }
    }
    expect({ early }).toEqual({ early: 0 })
    // "each" hears everybody out on purpose; "all", "order" and "veto" wait for everybody's answer before they agree; nothing else is waited for in vain
    expect({ late }).toEqual({ late: 0 })
  })
})

function subsets(bodies: string[]): string[][] {
  return bodies.reduce<string[][]>((all, body) => [...all, ...all.map((subset) => [...subset, body])], [[]])
}

const ballots = (...opinions: (Opinion | null)[]): Ballot[] => opinions.map((opinion, index) => ({ body: BODIES[index]!, opinion }))

describe('each for itself', () => {
  it('waits for everybody, also after a disagreement, since each of several permits is decided', () => {
    expect(verdictOf({ kind: 'each' }, ballots('disagree', null))).toBeNull()
    expect(mayAnswer({ kind: 'each' }, ballots('disagree', null))).toEqual(['b'])
    expect(verdictOf({ kind: 'each' }, ballots('disagree', 'agree'))).toBe('disagree')
    expect(verdictOf({ kind: 'each' }, ballots('agree', 'not-concerned'))).toBe('agree')
  })
})

describe('in order', () => {
  it('one row at a time may answer, and none once the verdict stands', () => {
    expect(mayAnswer({ kind: 'order' }, ballots(null, null, null))).toEqual(['a'])
    expect(mayAnswer({ kind: 'order' }, ballots('agree', null, null))).toEqual(['b'])
    expect(mayAnswer({ kind: 'order' }, ballots('agree', 'disagree', null))).toEqual([])
    expect(mayAnswer({ kind: 'all' }, ballots('agree', null, null))).toEqual(['b', 'c'])
  })
})

describe('the lead decides', () => {
  it('never by itself, and only when everybody was heard or is late', () => {
    expect(verdictOf({ kind: 'lead' }, ballots('agree', 'agree'))).toBeNull()
    const heard = (...rows: [Opinion | null, boolean][]) => mayLeadDecide({ kind: 'lead' }, rows.map(([opinion, late], index) => ({ body: BODIES[index]!, opinion, late })))
    expect(heard(['agree', false], ['disagree', false])).toBe(true)
    expect(heard(['agree', false], [null, false])).toBe(false)
    expect(heard(['agree', false], [null, true])).toBe(true)
    expect(mayLeadDecide({ kind: 'all' }, [{ body: 'a', opinion: 'agree', late: false }])).toBe(false)
  })
})

describe('why', () => {
  it('has a sentence for every rule and state', () => {
    const rules: Rule[] = [...rulesFor(['a', 'b']), { kind: 'lead' }]
    for (const rule of rules) {
      for (const answers of [ballots(null, null), ballots('agree', null), ballots('agree', 'agree'), ballots('disagree', 'not-concerned'), ballots('disagree', 'disagree')]) {
        expect(Object.keys(zh)).toContain(whyOf(rule, answers).key)
      }
    }
    for (const verdict of ['agree', 'disagree'] as const) expect(Object.keys(zh)).toContain(whyOf({ kind: 'lead' }, ballots('agree', 'agree'), verdict).key)
  })

  it('counts', () => {
    expect(whyOf({ kind: 'quorum', n: 2 }, ballots('agree', null, 'not-concerned'))).toEqual({ key: 'why.quorum.open', agree: 1, disagree: 0, notConcerned: 1, silent: 1, need: 2 })
    expect(whyOf({ kind: 'all' }, ballots('agree', 'disagree', null))).toMatchObject({ key: 'why.all.disagree', silent: 1 })
  })
})

describe('inside a department', () => {
  it('the last signer speaks; each may change the word or hand it back one step', () => {
    expect(afterSignature(0, 1, 'agree')).toEqual({ kind: 'answer', opinion: 'agree' })
    expect(afterSignature(0, 3, 'agree')).toEqual({ kind: 'sign', step: 1 })
    expect(afterSignature(1, 3, 'back')).toEqual({ kind: 'sign', step: 0 })
    expect(afterSignature(2, 3, 'disagree')).toEqual({ kind: 'answer', opinion: 'disagree' })
    expect(() => afterSignature(0, 3, 'back')).toThrow(/nobody to hand back to/)
    expect(() => afterSignature(0, 1, 'return:acceptance')).toThrow(/agree, disagree or not-concerned/)
  })
})

describe('the header', () => {
  const header = (change: object) => readSheet(JSON.stringify({ rule: { kind: 'all' }, departments: [{ body: 'ziran', name: '自然资源局', limit: '3wd' }], silence: { kind: 'remind' }, form: 'opinion', ...change }))
  it('is read, or told what is wrong with it', () => {
    expect(header({})).toEqual({ rule: { kind: 'all' }, departments: [{ body: 'ziran', name: '自然资源局', limit: { amount: 3, unit: 'wd' } }], silence: { kind: 'remind' }, form: 'opinion' })
    expect(readSheet(undefined)).toMatch(/must be a JSON object/)
    expect(readSheet('[]')).toMatch(/must be a JSON object/)
    expect(header({ rule: { kind: 'most' } })).toMatch(/all, each, any, quorum/)
    expect(header({ rule: { kind: 'quorum', n: 2 } })).toMatch(/asks for 2 departments, the sheet has 1/)
    expect(header({ rule: { kind: 'veto', by: ['gongan'] } })).toMatch(/stands on no row/)
    expect(header({ departments: [] })).toMatch(/at least one/)
    expect(header({ departments: [{ body: 'ziran', name: '甲' }, { body: 'ziran', name: '乙' }] })).toMatch(/twice/)
    expect(header({ departments: [{ body: 'ziran', name: '甲', limit: 'soon' }] })).toMatch(/needs body and name/)
    expect(header({ silence: { kind: 'default', opinion: 'agree' } })).toMatch(/Cite the law/)
    expect(header({ silence: { kind: 'default', opinion: 'agree', law: '样例条例第五条' } })).toMatchObject({ silence: { law: '样例条例第五条' } })
  })
})
