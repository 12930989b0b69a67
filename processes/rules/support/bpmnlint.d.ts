/** bpmnlint and Camunda's plugin ship no declarations of their modules; these are the parts that are used here. */
declare module 'bpmnlint' {
  export class Linter {
    constructor(options: { config: object; resolver: { resolveRule(pkg: string, name: string): unknown; resolveConfig(pkg: string, name: string): unknown } })
    lint(definitions: object): Promise<Record<string, { id: string; message: string; category: string }[]>>
  }
}
declare module 'bpmnlint/rules/*' {
  const rule: (config?: unknown) => unknown
  export default rule
}
declare module 'bpmnlint-plugin-camunda-compat' {
  const plugin: { configs: Record<string, { rules: Record<string, string | [string, unknown]> }> }
  export default plugin
}
declare module 'bpmnlint-plugin-camunda-compat/rules/*' {
  const rule: (config?: unknown) => unknown
  export default rule
}
