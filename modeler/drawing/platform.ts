/** For which engine a file is drawn, as the Camunda Modeler writes and reads it: by this it opens the file with its zeebe properties. */
import type { Moddle } from './drawing.ts'

/** bpmn-moddle's description of the two attributes. */
export const platformModdle = {
  name: 'Modeler', uri: 'http://camunda.org/schema/modeler/1.0', prefix: 'modeler', xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [{ name: 'Platform', isAbstract: true, extends: ['bpmn:Definitions'], properties: [{ name: 'executionPlatform', isAttr: true, type: 'String' }, { name: 'executionPlatformVersion', isAttr: true, type: 'String' }] }],
}

/** A file that names an engine keeps it, whichever it is; the rules speak of it. */
export function namePlatform(definitions: Moddle): void {
  if (definitions.get('modeler:executionPlatform')) return
  definitions.set('modeler:executionPlatform', 'Camunda Cloud')
  definitions.set('modeler:executionPlatformVersion', '8.5.0')
}
