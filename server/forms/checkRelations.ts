/** Whether `x-not-before` and `x-each-of` name what is there: a date of the same object; a column of the rows and its own choices. */
import { checkCondition, checkWords, partsOf, show, type Report } from './checking.ts'
import { controlsOf } from './conditions.ts'
import { presets } from './keywords.ts'
import { choicesOf, isObject, isRows, type Condition, type EachOf, type Fragment, type FormSchema } from './schema.ts'

interface Placed { name: string; pointer: string; field: FormSchema }

/** For one object with all its branches; inner objects and rows are checked as objects of their own. */
export function checkRelations(schema: Fragment, pointer: string, report: Report): void {
  const fields = placed(schema, pointer)
  for (const one of fields) {
    if (one.field['x-not-before'] !== undefined) checkNotBefore(one, fields, report)
    if (one.field['x-each-of'] !== undefined) checkEachOf(one, fields, report)
  }
}

function placed(fragment: Fragment, pointer: string): Placed[] {
  const here = Object.entries(isObject(fragment.properties) ? fragment.properties : {}).filter(([, field]) => isObject(field))
  return [
    ...here.map(([name, field]) => ({ name, pointer: `${pointer}/properties/${name}`, field })),
    ...partsOf(fragment).flatMap(([key, part]) => (isObject(part) ? placed(part as Fragment, `${pointer}/${key}`) : [])),
  ]
}

function isDateField(field: FormSchema): boolean {
  return field.type === 'string' && field.format === 'date'
}

function checkNotBefore({ name, pointer, field }: Placed, fields: Placed[], report: Report): void {
  const at = `${pointer}/x-not-before`
  const other: unknown = field['x-not-before']
  if (!isDateField(field)) report(at, 'it on a date (type string, format date)', `${show(field.type)} ${show(field.format)}`, 'Give the field "format": "date", or drop the word.')
  if (other === name || !fields.some((one) => one.name === other && isDateField(one.field))) {
    report(at, 'another date of this object', show(other), 'Name the property that holds the earlier day.')
  }
}

function checkEachOf({ pointer, field }: Placed, fields: Placed[], report: Report): void {
  const at = `${pointer}/x-each-of`
  const rules: unknown = field['x-each-of']
  if (!isRows(field)) return report(at, 'it on rows (a list of objects)', show(field.type), 'Drop the word, or make the list rows.')
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > 20) return report(at, 'a list of 1 to 20 rules { field, values }', show(rules), 'Correct the list, or drop the word.')
  for (const [index, rule] of rules.entries()) checkRule(rule, `${at}/${index}`, field, fields, report)
  const wanted = new Set((rules as EachOf[]).flatMap((rule) => (Array.isArray(rule?.values) ? rule.values : []))).size
  const most = field.maxItems ?? presets.maxItems
  if (wanted > most) report(at, `room for all ${wanted} answers`, `maxItems ${most}`, 'Raise maxItems.')
}

function checkRule(rule: unknown, at: string, rows: FormSchema, fields: Placed[], report: Report): void {
  if (!isObject(rule)) return report(at, '{ field, values }', show(rule), 'Name a column of the rows and the answers that must each stand there.')
  checkWords(rule, ['if', 'field', 'values', '$comment'], at, report)
  const columns = isObject(rows.items?.properties) ? rows.items.properties : {}
  const column = typeof rule.field === 'string' && Object.hasOwn(columns, rule.field) ? columns[rule.field] : undefined
  const choices = column && (Array.isArray(column.oneOf) || Array.isArray(column.enum)) ? choicesOf(column)?.map((choice) => choice?.const) : undefined
  if (!choices) report(`${at}/field`, 'a column of the rows with choices', show(rule.field), 'Name a property of the rows that has oneOf or enum.')
  else if (!Array.isArray(rule.values) || rule.values.length === 0 || rule.values.some((value) => !choices.includes(value as never))) {
    report(`${at}/values`, `a list of choices of "${String(rule.field)}"`, show(rule.values), 'List answers the column offers.')
  }
  if (rule.if === undefined) return
  checkCondition(rule.if, `${at}/if`, report)
  const strangers = isObject(rule.if) ? controlsOf(rule.if as Condition).filter((name) => !fields.some((one) => one.name === name)) : []
  for (const name of strangers) report(`${at}/if`, 'properties of the object that holds the rows', show(name), 'Correct the name.')
}
