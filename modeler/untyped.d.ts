/** Packages that bring no types: modules of bpmn-js are opaque to us, they are only listed. */
declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: object
  export const BpmnPropertiesProviderModule: object
  export const ZeebePropertiesProviderModule: object
  export function useService(name: string): unknown
}
declare module 'bpmn-js-element-templates' {
  export const CloudElementTemplatesPropertiesProviderModule: object
  export const CloudElementTemplatesCoreModule: object
}
declare module 'bpmn-js-create-append-anything' {
  export const CreateAppendAnythingModule: object
  export const CreateAppendElementTemplatesModule: object
}
declare module '@bpmn-io/variable-resolver' {
  export const ZeebeVariableResolverModule: object
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' { const module: object; export default module }
declare module '@bpmn-io/element-template-chooser' { const module: object; export default module }
declare module '@bpmn-io/element-template-icon-renderer' { export const ElementTemplateIconRenderer: object; const module: object; export default module }
declare module 'bpmn-js-color-picker' { const module: object; export default module }
declare module 'diagram-js-grid' { const module: object; export default module }
declare module 'diagram-js-minimap' { const module: object; export default module }
declare module 'diagram-js-origin' { const module: object; export default module }
declare module 'bpmn-js-executable-fix' { const module: object; export default module }
declare module 'bpmn-js-native-copy-paste' { const module: object; export default module }
declare module 'bpmn-js-token-simulation' { const module: object; export default module }
declare module 'bpmn-js-i18n-zh' { const words: object; export default words }
declare module 'bpmn-js-i18n-zh/lib/*' { const words: Record<string, string>; export default words }
declare module '*.css' { }
/** Shapes of the icons that templates/icons.ts names, made by the build: name -> inside of an svg. */
declare module 'virtual:icons' { const shapes: Record<string, string>; export default shapes }
/** Entries of the properties panel: components that take an entry's props; only what panel/ uses. */
declare module '@bpmn-io/properties-panel' {
  type Entry = (props: Record<string, unknown>) => import('@bpmn-io/properties-panel/preact').JSX.Element
  export const TextFieldEntry: Entry
  export const TextAreaEntry: Entry
  export const SelectEntry: Entry
  export const Group: Entry
  export const ListGroup: Entry
  export const CollapsibleEntry: Entry
  export function isTextFieldEntryEdited(node: unknown): boolean
  /** @returns a ref that gets the focus when this entry is shown */
  export function useShowEntryEvent(id: string): { current: HTMLInputElement | null | undefined }
  export function isSelectEntryEdited(node: unknown): boolean
}
/** The manager of dmn-js: which decision of a file is open in which editor; only what tables/dmn.ts uses. */
declare module 'dmn-js-shared/lib/base/EditingManager' {
  interface View { id: string; name?: string; type: string; element: import('./tables/dmn.ts').DmnElement }
  export interface Viewer { get(service: string): unknown; on(event: string, listener: (event: never) => void): void }
  export default class EditingManager {
    constructor(options: object)
    importXML(xml: string, options?: { open: boolean }): Promise<{ warnings: unknown[] }>
    saveXML(options: { format: boolean }): Promise<{ xml: string }>
    getDefinitions(): import('./tables/dmn.ts').DmnElement | undefined
    getViews(): View[]
    getActiveView(): View | null
    getActiveViewer(): Viewer | null
    open(view: View): Promise<unknown>
    on(event: string, listener: (event: never) => void): void
    destroy(): void
  }
}
declare module 'dmn-js-decision-table/lib/Editor' { const constructor: new (options: object) => object; export default constructor }
