/**
 * The one door to letter templates: what a department may write in a .hbs file, compiled and run. Pure, no file access.
 * A template is foreign text that is evaluated: everything not on the short list below is refused before it is compiled
 * (CVE-2026-33937 and its family: a helper, partial or subexpression in a template is code execution).
 */
import { createHash } from 'node:crypto'
import Handlebars from 'handlebars'
import type { Block } from './blocks.ts'
import { escapeText, MarkupError, readMarkup } from './markup.ts'
import { lineOf, unfit, unreadable } from './templateFaults.ts'

/** A template that is not allowed, with line and remedy; publishing and issuing refuse it. */
export class TemplateError extends Error {}

export type Template = (data: unknown) => Block[]

const MAX_BYTES = 64 * 1024
/** 3,000 nested blocks took the compiler 3.3 s; 200 in all take milliseconds. */
const MAX_BLOCKS = 200
const MAX_DEPTH = 8
/** each in each in each over long lists would never end */
const MAX_EACH_DEPTH = 2
const MAX_ITEMS = 500
const MAX_OUTPUT = 256 * 1024
const MAX_KEPT = 200

const BLOCK_HELPERS = new Set(['if', 'unless', 'each', 'with'])
const FORBIDDEN_PARTS = new Set(['__proto__', 'constructor', 'prototype'])

const kept = new Map<string, Template>()

/**
 * Checks and compiles a template. Compiled ones are kept by their hash.
 * @throws TemplateError with the line and what may be written instead.
 */
export function compileTemplate(source: unknown): Template {
  // an object here would be taken by Handlebars for a ready-made syntax tree (CVE-2026-33938)
  if (typeof source !== 'string') throw new TemplateError(`A letter template is text, but this is ${typeof source}.`)
  const key = createHash('sha256').update(source).digest('hex')
  const known = kept.get(key)
  if (known) return known
  const template = compile(source)
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(key, template)
  return template
}

function compile(source: string): Template {
  if (Buffer.byteLength(source) > MAX_BYTES) throw new TemplateError(`A letter template has at most ${MAX_BYTES} bytes, this one has ${Buffer.byteLength(source)}. Shorten it.`)
  const opened = source.match(/\{\{~?[#^]/g)?.length ?? 0 // before parsing: the parser itself recurses
  if (opened > MAX_BLOCKS) throw new TemplateError(`A letter template has at most ${MAX_BLOCKS} blocks, this one has ${opened}. Shorten it.`)
  allowProgram(parse(source), 0, 0)
  const run = Handlebars.create().compile<unknown>(source, {
    knownHelpers: { if: true, unless: true, each: true, with: true }, knownHelpersOnly: true, strict: true, noEscape: true,
  })
  return (data) => {
    const text = attempt(() => run(inert(data, 0)), unfit)
    if (text.length > MAX_OUTPUT) throw new TemplateError(`A letter has at most ${MAX_OUTPUT} characters, this one has ${text.length}.`)
    return attempt(() => readMarkup(text), (error) => (error instanceof MarkupError ? `Line ${lineOf(source, text, error.line)}: ${error.message}` : error.message))
  }
}

function parse(source: string): hbs.AST.Program {
  return attempt(() => Handlebars.parse(source), unreadable)
}

function attempt<T>(work: () => T, told: (error: Error) => string): T {
  try {
    return work()
  } catch (error) {
    throw new TemplateError(told(error as Error), { cause: error })
  }
}

function allowProgram(program: hbs.AST.Program, depth: number, eachDepth: number): void {
  if (depth > MAX_DEPTH) throw new TemplateError(`Blocks may stand ${MAX_DEPTH} deep in a letter template. Take one out.`)
  if (program.blockParams?.length) throw new TemplateError('Names given by "as |x|" are not allowed in a letter template. Write the path itself.')
  for (const statement of program.body) allowStatement(statement, depth, eachDepth)
}

function allowStatement(node: hbs.AST.Statement, depth: number, eachDepth: number): void {
  switch (node.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      return
    case 'MustacheStatement':
      return allowMustache(node as hbs.AST.MustacheStatement)
    case 'BlockStatement':
      return allowBlock(node as hbs.AST.BlockStatement, depth, eachDepth)
    default:
      throw new TemplateError(`${at(node)}: a ${node.type} is not allowed in a letter template. Write {{a.path}}, {{#if}}, {{#unless}}, {{#each}} or {{#with}}.`)
  }
}

function allowMustache(node: hbs.AST.MustacheStatement): void {
  if (!node.escaped) throw new TemplateError(`${at(node)}: write {{…}} with two braces; three braces or {{& …}} are not allowed in a letter template.`)
  if (node.params.length > 0 || node.hash) throw new TemplateError(`${at(node)}: helpers are not allowed in a letter template. Write a plain path such as {{applicant.name}}.`)
  allowPath(node.path)
}

function allowBlock(node: hbs.AST.BlockStatement, depth: number, eachDepth: number): void {
  const { original } = node.path as hbs.AST.PathExpression
  if (!BLOCK_HELPERS.has(original)) throw new TemplateError(`${at(node)}: {{#${original}}} is not allowed in a letter template. Write if, unless, each or with.`)
  if (node.params.length !== 1 || node.hash) throw new TemplateError(`${at(node)}: {{#${original}}} takes one plain path and nothing else.`)
  allowPath(node.params[0]!)
  const inside = eachDepth + (original === 'each' ? 1 : 0)
  if (inside > MAX_EACH_DEPTH) throw new TemplateError(`${at(node)}: {{#each}} may stand ${MAX_EACH_DEPTH} deep in a letter template.`)
  if (node.program) allowProgram(node.program, depth + 1, inside)
  if (node.inverse) allowProgram(node.inverse, depth + 1, eachDepth)
}

function allowPath(node: hbs.AST.Expression): void {
  const path = node as hbs.AST.PathExpression
  const plain = path.type === 'PathExpression' && !path.data && path.depth <= MAX_EACH_DEPTH
    && path.parts.every((part) => typeof part === 'string' && !FORBIDDEN_PARTS.has(part))
  if (!plain) throw new TemplateError(`${at(node)}: only a plain path such as applicant.name may stand here.`)
}

function at(node: hbs.AST.Node): string {
  return `Line ${node.loc.start.line}`
}

/** Bare data: functions in the context would be called, so nothing but JSON passes, with text made safe for the markup. */
function inert(value: unknown, depth: number): unknown {
  if (depth > 12) throw new Error('the facts are nested more than 12 deep')
  if (typeof value === 'string') return escapeText(value)
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS) throw new Error(`a list in the facts has ${value.length} entries, more than ${MAX_ITEMS}`)
    return value.map((item) => inert(item, depth + 1))
  }
  if (typeof value !== 'object') return null
  return Object.fromEntries(Object.entries(value).filter(([key]) => !FORBIDDEN_PARTS.has(key)).map(([key, item]) => [key, inert(item, depth + 1)]))
}
