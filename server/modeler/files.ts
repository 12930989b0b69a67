/** Path within the matter -> text: `process.bpmn`, `matter.json`, `forms/<form>.schema.json`, `letters/<kind>.hbs`, `tables/<name>.dmn` and its `.cases.yaml`, `scenarios/<name>.yaml`. */
export type Files = Record<string, string>
