/**
 * `npm run bench -- lint [--rounds 60]`: the modeler's judgement after an edit, all rules that its worker runs and the longest road, over the
 * largest drawn matter, warm, each round with another word in the diagram. The bar: 100 ms for 100 elements.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge, roadOf, type Question } from '../../modeler/lint/judgement.ts'
import { filesOnDisk, matterFolders } from '../../server/matters/service.ts'
import { readOrganisation, sampleFile } from '../../server/people/service.ts'
import { percentile, round } from './_measure.ts'

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '60' } } })
  const largest = matterFolders('processes').map((code) => ({ code, elements: elementsIn(readFileSync(join('processes', code, 'process.bpmn'), 'utf8')) })).sort((a, b) => b.elements - a.elements)[0]!
  const question = questionOf(largest.code)
  const times: number[] = []
  for (let turn = 0; turn < Number(values.rounds); turn++) {
    const edited: Question = { ...question, files: { ...question.files, 'process.bpmn': question.files['process.bpmn']!.replace('<bpmn:process ', `<!-- ${turn} --><bpmn:process `) } }
    const begun = performance.now()
    await judge(edited)
    await roadOf(edited)
    times.push(performance.now() - begun)
  }
  const warm = times.slice(Math.floor(times.length / 4))
  const median = percentile(warm, 0.5)
  return { bench: 'lint', matter: largest.code, elements: largest.elements, first_ms: round(times[0]!), median_ms: median, p95_ms: percentile(warm, 0.95), median_ms_per_100_elements: round((median * 100) / largest.elements) }
}

function questionOf(code: string): Question {
  const source = filesOnDisk(join('processes', code), code, 'forms')
  const named = (folder: 'forms' | 'letters' | 'shared') => source.names(folder).map((name) => [`${folder}/${name}`, source.text(`${folder}/${name}`)] as const)
  const { bodies } = readOrganisation(sampleFile)
  return {
    files: { 'process.bpmn': source.text('process.bpmn'), 'matter.json': source.text('matter.json'), ...Object.fromEntries([...named('forms'), ...named('letters')]) },
    place: {
      bodies: bodies.map(({ id, name }) => ({ id, name })), groups: bodies.flatMap(({ id, roles, officers }) => roles.map((role) => ({ id: `${id}/${role.code}`, name: role.name, holders: officers.filter((officer) => officer.roles.includes(role.code)).map(({ login }) => login) }))),
      shared: Object.fromEntries(named('shared').map(([name, text]) => [name.slice('shared/'.length), JSON.parse(text) as object])),
    },
  }
}

/** Tasks, events, gateways, sub-processes and flows: what a person would count. */
function elementsIn(xml: string): number {
  return [...xml.matchAll(/<bpmn:\w*(?:[tT]ask|[eE]vent|Gateway|subProcess|sequenceFlow)\b/g)].length
}
