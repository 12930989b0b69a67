/**
 * The modules the drawing is made of: what one release of Camunda Modeler loads for Zeebe, and ours. A list, no behaviour; its order is
 * that in which bpmn-js starts them. Camunda Modeler's `align-to-origin` is left out: it moves all elements when a file is saved, which
 * stands in the person's undo, reorders foreign files and cannot be done with some of them at all.
 */
import Modeler from 'bpmn-js/lib/Modeler'
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel'
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates'
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything'
import zeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud'
import templateChooser from '@bpmn-io/element-template-chooser'
import templateIcons from '@bpmn-io/element-template-icon-renderer'
import colors from 'bpmn-js-color-picker'
import grid from 'diagram-js-grid'
import minimap from 'diagram-js-minimap'
import origin from 'diagram-js-origin'
import executableFix from 'bpmn-js-executable-fix'
import nativeCopyPaste from 'bpmn-js-native-copy-paste'
import tokenSimulation from 'bpmn-js-token-simulation'

export { Modeler }

export const modules: object[] = [
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
  CloudElementTemplatesPropertiesProviderModule, templateChooser, templateIcons,
  CreateAppendAnythingModule, CreateAppendElementTemplatesModule,
  zeebeBehaviors, executableFix,
  colors, grid, minimap, origin, nativeCopyPaste, tokenSimulation,
]
