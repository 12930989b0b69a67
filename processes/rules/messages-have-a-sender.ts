/** Every message a diagram waits for is sent by somebody: limits by the platform, any other by whoever the diagram says. */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default diagramRule('messages-have-a-sender', 'error', ({ diagram }) => {
  const nodes = [...diagram.nodes.values()]
  // a sending step names what it sends in its header, since a job's type says only who sends
  const sent = new Set(nodes.flatMap(({ headers }) => headers.message ?? []))
  return nodes.flatMap((node) => {
    const waitsFor = node.event?.kind === 'message' && !/Throw|End/.test(node.type) ? node.event.messageName : node.message
    if (waitsFor === undefined || waitsFor.startsWith('limit-') || sent.has(waitsFor)) return []
    if (node.headers.sender?.trim()) return []
    return [finding(DIAGRAM, node.id, say`${called(node)} waits for the message "${waitsFor}", which nobody here sends. Set the header message = ${waitsFor} on the step that sends it, or name its sender outside in the header sender.`, { fact: 'message' })]
  })
})
