/** How a cell is filled in, with examples in plain words; the values of the forms stand among them as people call them. */
import { testInWords } from '../../server/matters/tableWords.ts'
import type { Words } from '../words/words.ts'
import type { Known } from './known.ts'

export function Hints({ say, known }: { say: Words; known: Known }) {
  const [one, other] = known.variables.find(({ values }) => values.length > 1)?.values ?? []
  const titles = new Map([[one?.value ?? 'a', one?.title ?? say('hints.value')], [other?.value ?? 'b', other?.title ?? say('hints.other')]])
  const [a, b] = [...titles.keys()].map((value) => JSON.stringify(value))
  const written = ['', `${a}`, `${a}, ${b}`, `not(${a})`, 'true', 'false', '< 5', '>= 5', '[3..5]', '[3..5)']
  return (
    <details class="m-tables-hints">
      <summary>{say('hints')}</summary>
      <p>{say('hints.text')} {say('hints.order')}</p>
      <dl>{written.map((text) => <div><dt><code>{text || '-'}</code></dt><dd>{testInWords(text, say, (value) => titles.get(value))}</dd></div>)}</dl>
    </details>
  )
}
