/** Every cell of a file's tables in plain words, by the cell's id; those that say it themselves are left out. Pure. */
import type { DecisionTable } from '../../server/matters/decisionTables.ts'
import { testInWords, valueInWords, type Say } from '../../server/matters/tableWords.ts'
import type { Known } from './known.ts'

export function meaningsIn(tables: readonly DecisionTable[], say: Say, { valuesOf }: Pick<Known, 'valuesOf'>): Map<string, string> {
  const found = new Map<string, string>()
  const tell = (id: string, text: string, words: string): void => { if (id !== '' && words !== text) found.set(id, words) }
  for (const { inputs, outputs, rules } of tables) {
    for (const { when, then, cells } of rules) {
      when.forEach((text, index) => tell(cells[index] ?? '', text, testInWords(text, say, titled(valuesOf, inputs[index]?.expression))))
      then.forEach((text, index) => tell(cells[when.length + index] ?? '', text, valueInWords(text, say, titled(valuesOf, outputs[index]?.name))))
    }
  }
  return found
}

function titled(valuesOf: Known['valuesOf'], variable = ''): (value: string) => string | undefined {
  return (value) => valuesOf(variable).find((one) => one.value === value)?.title
}
