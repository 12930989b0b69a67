/** Which kinds of letters can go out in a matter's cases. Pure and browser-safe. */
import type { Guide } from './guide.ts'

/** Letters that only some matters can send; every other kind may go out in any case. */
const ONLY_WHERE: Record<string, (matter: Guide, diagram: string) => boolean> = {
  'extension': ({ extension }) => extension !== null,
  'special-procedure': ({ pauses }) => pauses.length > 0,
  'tolerant': ({ tolerant }) => tolerant !== null,
  'fee-notice': ({ fees }) => fees.length > 0,
  'filing-certificate': (_, diagram) => diagram.includes('filing-certificate'),
  'hearing-announcement': (_, diagram) => diagram.includes('hearing-announcement'),
  'hearing-notice': (_, diagram) => diagram.includes('hearing-notice'),
  'rectification-order': (_, diagram) => diagram.includes('rectification-order'),
  'revocation-notice': (_, diagram) => diagram.includes('revocation-notice'),
  'revocation': (_, diagram) => diagram.includes('result:revoke'),
}

/** @param diagram the BPMN text */
export function maySend(kind: string, matter: Guide, diagram: string): boolean {
  return !Object.hasOwn(ONLY_WHERE, kind) || ONLY_WHERE[kind]!(matter, diagram)
}
