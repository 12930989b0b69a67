/** Names are words for people. Nothing in them is ever run or rendered as markup here, but other tools that open the file may be less careful. */
import { diagramRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'

const MARKUP = /<\s*\/?\s*[a-z!]|javascript:|\bon[a-z]+\s*=/i
const LONGEST = 200

export default diagramRule('labels-are-plain', 'warning', ({ diagram }) => [...diagram.nodes.values(), ...diagram.flows.values()].flatMap(({ id, name }) => {
  if (MARKUP.test(name)) return [finding(DIAGRAM, id, say`The name of "${id}" holds markup or a script: ${JSON.stringify(name.slice(0, 80))}. Write plain words.`, { fact: 'name' })]
  return name.length <= LONGEST ? [] : [finding(DIAGRAM, id, say`The name of "${id}" has ${name.length} characters, and lists show ${LONGEST} at most. Put the rest into its documentation.`, { fact: 'name' })]
}))
