/** The text of a new file of decision tables: one table with the inputs that were picked and a first rule that says nothing yet. Pure. */
export interface NewInput { name: string; title: string; type: 'string' | 'number' | 'boolean'; /** What it can be, where that is known. */ values: readonly string[] }

/** An id that is a name of FEEL too: its result is the variable of that name. */
export const FITS = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

export function newTable({ id, name, inputs }: { id: string; name: string; inputs: readonly NewInput[] }): string {
  const entries = inputs.map((_, index) => `        <inputEntry id="${id}_rule1_${index + 1}"><text></text></inputEntry>`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="${id}_file" name="${escaped(name)}" namespace="http://camunda.org/schema/1.0/dmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">`,
    `  <decision id="${id}" name="${escaped(name)}">`,
    `    <decisionTable id="${id}_table" hitPolicy="UNIQUE">`,
    ...inputs.flatMap((input, index) => inputOf(input, `${id}_input${index + 1}`)),
    `      <output id="${id}_output" label="${escaped(name)}" name="${id}" typeRef="boolean" />`,
    `      <rule id="${id}_rule1">`, ...entries,
    `        <outputEntry id="${id}_rule1_o"><text>true</text></outputEntry>`,
    '      </rule>', '    </decisionTable>', '  </decision>',
    // Camunda Modeler draws the overview from this
    '  <dmndi:DMNDI>', '    <dmndi:DMNDiagram>', `      <dmndi:DMNShape dmnElementRef="${id}">`, '        <dc:Bounds height="80" width="180" x="160" y="100" />', '      </dmndi:DMNShape>', '    </dmndi:DMNDiagram>', '  </dmndi:DMNDI>',
    '</definitions>', '',
  ].join('\n')
}

function inputOf({ name, title, type, values }: NewInput, id: string): string[] {
  const listed = type === 'string' && values.length > 0 ? [`        <inputValues id="${id}_values"><text>${escaped(values.map((value) => JSON.stringify(value)).join(', '))}</text></inputValues>`] : []
  return [`      <input id="${id}" label="${escaped(title)}">`, `        <inputExpression id="${id}_expression" typeRef="${type}">`, `          <text>${escaped(name)}</text>`, '        </inputExpression>', ...listed, '      </input>']
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
