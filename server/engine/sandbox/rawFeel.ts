/** FEEL of decisions off the safe list, by feelin; only ever used in a sandbox worker. Values stay what they are, so that dates and functions can pass on. */
import { evaluate, FeelDate, FeelDateTime, FeelDuration, FeelFunction, FeelTime, unaryTest } from 'feelin'
import type { RawFeel, Value } from '../decisions/feel.ts'
import { asJson } from './feel.ts'

export const rawFeel: RawFeel = {
  value: (text, variables) => evaluate(text, { ...variables }).value ?? null,
  test: (text, variables) => unaryTest(text, { ...variables }).value === true,
  json: asJson,
  temporal,
  fn: (parameters, call) => new FeelFunction((...args: Value[]) => call(args.map((each) => each ?? null)), [...parameters]),
}

function temporal(value: Value): string | null {
  if (value instanceof FeelDate) return 'date'
  if (value instanceof FeelTime) return 'time'
  if (value instanceof FeelDateTime) return 'dateTime'
  if (value instanceof FeelDuration) return value.yearsMonths ? 'yearMonthDuration' : 'dayTimeDuration'
  return null
}
