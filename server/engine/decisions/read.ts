/** DMN XML -> moddle tree, with every doubt refused, as for diagrams. Versions 1.1 to 1.5 differ in their namespace only, as far as is read here. */
import { DmnModdle } from 'dmn-moddle'
import { checkText } from '../model/limits.ts'
import { fileProblem, InvalidDiagram } from '../model/problem.ts'
import { asProblem, type Moddle, oneLine, type ParseWarning } from '../model/read.ts'

const MODEL = 'https://www.omg.org/spec/DMN/20191111/MODEL/'
/** DMN 1.1 (in the two spellings that are about), 1.2, 1.4, 1.5. */
const OTHER_MODELS = [
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd', 'http://www.omg.org/spec/DMN/20151101/dmn11.xsd', 'http://www.omg.org/spec/DMN/20180521/MODEL/',
  'https://www.omg.org/spec/DMN/20211108/MODEL/', 'https://www.omg.org/spec/DMN/20230324/MODEL/',
]

const moddle = new DmnModdle()

/** The `dmn:Definitions`. @throws InvalidDiagram */
export async function readDecisions(xml: string): Promise<Moddle> {
  checkText(xml)
  const { rootElement, warnings } = await parse(inOneVersion(xml))
  if (warnings.length > 0) throw new InvalidDiagram(warnings.slice(0, 20).map(asProblem))
  return rootElement
}

function inOneVersion(xml: string): string {
  return OTHER_MODELS.reduce((text, other) => text.replaceAll(`"${other}"`, `"${MODEL}"`).replaceAll(`'${other}'`, `'${MODEL}'`), xml)
}

async function parse(xml: string): Promise<{ rootElement: Moddle; warnings: ParseWarning[] }> {
  try {
    return (await moddle.fromXML(xml)) as unknown as { rootElement: Moddle; warnings: ParseWarning[] }
  } catch (error) {
    const { message, warnings = [] } = error as Error & { warnings?: ParseWarning[] }
    throw fileProblem([message, ...warnings.map((warning) => oneLine(warning.message))].slice(0, 3).join('; '))
  }
}
