/** A law has the rank its title and number give it (domain H4); what a guide says of it is only held against that, since limits and fees hang on it. */
import type { Sentence } from '../../server/forms/sentence.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE } from './subject.ts'
import { rankOf, type Rank } from './support/laws.ts'

export default bundleRule('laws-have-their-rank', 'error', ({ bundle: { matter } }) => [
  ...matter.legalBasis.flatMap(({ law, rank }, index) => judged(law, rank, `/legalBasis/${index}/rank`)),
  ...judged(matter.limits.statutory.law, matter.limits.statutory.rank, '/limits/statutory/rank'),
])

function judged(law: string, said: Rank, at: string): Finding[] {
  const rank = rankOf(law)
  if (rank === said) return []
  if (rank === null) return [finding(GUIDE, at, say`Neither its title nor its number tells what rank "${law}" has. Write the full title with its number, such as （国务院令第198号）, or list it in processes/rules/support/laws.json.`)]
  return [finding(GUIDE, at, say`The guide says that "${law}" is a ${nameOf(said)}, but by its title and number it is a ${nameOf(rank)}. Correct the rank, or write the full title with its number.`)]
}

/** As messages call a rank. */
export function nameOf(rank: Rank): Sentence {
  switch (rank) {
    case 'law': return say`law`
    case 'regulation': return say`administrative regulation`
    case 'local': return say`local regulation`
    case 'rule': return say`rule of a ministry or a local government`
    case 'document': return say`document below a rule`
    default: return rank satisfies never
  }
}
