/** The decision tables of a matter in plain words: which step they decide, conditions and conclusions as the forms call them, the remark beside each rule. */
import { choicesOf } from '../../forms/schema.ts'
import { decisionTablesIn, type DecisionTable } from '../../matters/decisionTables.ts'
import { testInWords, titlesOf, valueInWords, type TitleOf } from '../../matters/tableWords.ts'
import type { Chapter, Piece } from '../document.ts'
import type { Subject } from '../subject.ts'

/** None for a matter without tables; a file that nobody can read as DMN is the rules' to tell. */
export async function tablesChapter(subject: Subject): Promise<Chapter[]> {
  const read = await Promise.all(Object.values(subject.bundle.tables ?? {}).map(decisionTablesIn))
  const tables = read.flatMap((one) => one ?? [])
  return tables.length === 0 ? [] : [{ id: 'tables', title: subject.say('tables.manual.title'), pieces: tables.flatMap((table) => piecesOf(subject, table)) }]
}

function piecesOf(subject: Subject, table: DecisionTable): Piece[] {
  const { say, diagram } = subject
  const { id, name, inputs, outputs, rules, hitPolicy, aggregation } = table
  const word = (key: string, params?: Record<string, unknown>): string => say(`tables.${key}`, params)
  const callers = [...diagram.nodes.values()].filter(({ decision }) => decision === id)
  const noted = rules.some(({ note }) => note !== '')
  return [
    { kind: 'heading', text: name },
    { kind: 'text', text: [...callers.map((node) => word('manual.lead', { step: node.name || node.id })), word(policyKey(hitPolicy, aggregation))].join('') },
    {
      kind: 'table', caption: name,
      head: [word('manual.rule'), ...inputs.map(({ label }) => label), ...outputs.map(({ label }) => word('manual.then', { label })), ...(noted ? [word('manual.note')] : [])],
      rows: rules.map(({ when, then, note }, index) => [
        String(index + 1),
        ...when.map((text, at) => testInWords(text, word, titled(subject, inputs[at]?.expression))),
        ...then.map((text, at) => valueInWords(text, word, titled(subject, outputs[at]?.name))),
        ...(noted ? [note] : []),
      ]),
    },
  ]
}

/** One that is in no catalogue is refused by the rules; here the plainest stands for it. */
function policyKey(hitPolicy: string, aggregation: string): string {
  const key = aggregation === '' ? hitPolicy : `${hitPolicy} ${aggregation}`
  return POLICIES.has(key) ? `policy.${key}` : 'policy.UNIQUE'
}

const POLICIES: ReadonlySet<string> = new Set(['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT', 'COLLECT SUM', 'COLLECT MIN', 'COLLECT MAX', 'COLLECT COUNT'])

/** A field of a form that reaches the engine, or the decision of the step of that name. */
function titled({ bundle, steps }: Subject, variable = ''): TitleOf {
  const step = steps.find(({ elementId }) => elementId === variable)
  const outcome = bundle.forms[step?.formKey ?? '']?.properties?.outcome
  const known = [...titlesOf(bundle.forms, variable), ...((outcome && choicesOf(outcome)) ?? []).map((choice) => ({ value: String(choice.const), title: choice.title ?? String(choice.const) }))]
  return (value) => known.find((one) => one.value === value)?.title
}
