/** A diagram of any size for the modeler's bench: a task, a choice of two, again and again, in rows as a person would draw them. */

/** Of one block: task, fork, two tasks, join, and the six flows through it. */
const PER_BLOCK = 11
const [BLOCKS_A_ROW, WIDTH, HEIGHT] = [6, 560, 260]

/** @param elements tasks, events, gateways and flows together; what is made has as many or up to ten fewer */
export function largeDiagram(processId: string, elements: number): string {
  const parts: string[] = []
  const drawn: string[] = []
  const shape = (id: string, x: number, y: number, width: number, height: number): void => void drawn.push(`<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}"/></bpmndi:BPMNShape>`)
  const flow = (from: string, to: string, points: number[][], condition = ''): string => {
    const id = `${from}_${to}`
    parts.push(`<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${condition && `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>`}</bpmn:sequenceFlow>`)
    drawn.push(`<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}">${points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}"/>`).join('')}</bpmndi:BPMNEdge>`)
    return id
  }
  const node = (type: string, id: string, name: string, inner = '', attributes = ''): void => void parts.push(`<bpmn:${type} id="${id}" name="${name}"${attributes}>${inner}</bpmn:${type}>`)
  const blocks = Math.max(1, Math.floor((elements - 3) / PER_BLOCK))
  node('startEvent', 'begin', '申请')
  shape('begin', 152, 202, 36, 36)
  let before = { id: 'begin', x: 188, y: 220 }
  for (let at = 0; at < blocks; at++) {
    const [x, y] = [240 + (at % BLOCKS_A_ROW) * WIDTH, 180 + Math.floor(at / BLOCKS_A_ROW) * HEIGHT]
    const [look, fork, yes, no, join] = ['look', 'fork', 'yes', 'no', 'join'].map((name) => `${name}${at}`) as [string, string, string, string, string]
    for (const [id, name] of [[look, `审查${at + 1}`], [yes, `复核${at + 1}`], [no, `补正${at + 1}`]] as const) node('userTask', id, name, STEP)
    node('exclusiveGateway', fork, '是否通过？', '', ` default="${fork}_${no}"`)
    node('exclusiveGateway', join, '')
    shape(look, x, y, 100, 80)
    shape(fork, x + 150, y + 15, 50, 50)
    shape(yes, x + 250, y - 60, 100, 80)
    shape(no, x + 250, y + 60, 100, 80)
    shape(join, x + 410, y + 15, 50, 50)
    flow(before.id, look, before.y === y + 40 ? [[before.x, before.y], [x, y + 40]] : [[before.x, before.y], [before.x + 30, before.y], [before.x + 30, y - 90], [x - 30, y - 90], [x - 30, y + 40], [x, y + 40]])
    flow(look, fork, [[x + 100, y + 40], [x + 150, y + 40]])
    flow(fork, yes, [[x + 175, y + 15], [x + 175, y - 20], [x + 250, y - 20]], '=outcome = "agree"')
    flow(fork, no, [[x + 175, y + 65], [x + 175, y + 100], [x + 250, y + 100]])
    flow(yes, join, [[x + 350, y - 20], [x + 435, y - 20], [x + 435, y + 15]])
    flow(no, join, [[x + 350, y + 100], [x + 435, y + 100], [x + 435, y + 65]])
    before = { id: join, x: x + 460, y: y + 40 }
  }
  node('endEvent', 'end', '办结')
  shape('end', before.x + 60, before.y - 18, 36, 36)
  flow(before.id, 'end', [[before.x, before.y], [before.x + 60, before.y]])
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="large" targetNamespace="urn:sample" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
<bpmn:process id="${processId}" name="样例" isExecutable="true">${parts.join('\n')}</bpmn:process>
<bpmndi:BPMNDiagram id="picture"><bpmndi:BPMNPlane id="plane" bpmnElement="${processId}">${drawn.join('\n')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`
}

const STEP = '<bpmn:extensionElements><zeebe:formDefinition formKey="review"/><zeebe:assignmentDefinition candidateGroups="handler"/><zeebe:taskHeaders><zeebe:header key="limit" value="1wd"/><zeebe:header key="limitSource" value="内部分解"/></zeebe:taskHeaders></bpmn:extensionElements>'
