/** The one function of pg's own that has no types: a value as PostgreSQL's text format takes it. */
declare module 'pg/lib/utils.js' {
  const utils: { prepareValue(value: unknown): unknown }
  export default utils
}
