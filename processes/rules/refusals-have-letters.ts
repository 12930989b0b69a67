/**
 * Who applies gets an answer either way (行政许可法 32, 38): there is a way to refuse, and each way out of the case with a no makes the letter
 * that says so. A filing (备案) decides nothing, so it refuses nothing (domain H10).
 */
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default bundleRule('refusals-have-letters', 'error', ({ bundle, diagram }) => {
  const nodes = [...diagram.nodes.values()]
  const denies = nodes.filter(({ headers }) => (headers.decides ?? '').split(',').map((word) => word.trim()).includes('deny'))
  const letters = nodes.filter(({ jobType, headers }) => jobType === 'result:issue' && headers.outcome === 'denied')
  const refusals = nodes.filter(({ jobType }) => jobType === 'case:refuse')
  const accepts = nodes.some(({ jobType }) => jobType === 'case:accept')
  return [
    ...(bundle.matter.kind === 'promise' && !accepts ? [finding(DIAGRAM, diagram.processId, say`No way leads to case:accept, so no application is ever accepted and no limit of the law begins (行政许可法 32, 42). Draw it after the step that accepts.`)] : []),
    ...(bundle.matter.kind === 'promise' && refusals.length === 0 ? [finding(DIAGRAM, diagram.processId, say`No way leads to case:refuse, so nobody can say that an application is not accepted (行政许可法 32). Draw it with the header letter.`)] : []),
    ...refusals.filter(({ headers }) => !headers.letter).map((node) => finding(DIAGRAM, node.id, say`${called(node)} refuses without a letter. Set the header letter, for instance refuse-acceptance.`, { fact: 'header:letter' })),
    ...(denies.length > 0 && letters.length === 0 ? [finding(DIAGRAM, denies[0]!.id, say`Step ${called(denies[0]!)} may deny, but no result:issue with outcome = denied makes the letter. Draw it on the way of the denial.`, { fact: 'header:decides' })] : []),
    ...letters.filter(({ headers }) => !headers.letter).map((node) => finding(DIAGRAM, node.id, say`${called(node)} denies without a letter. Set the header letter, for instance decision-deny.`, { fact: 'header:letter' })),
  ]
})
