/**
 * From the text of a view to a function: the one Handlebars of all pages, its closed list of helpers, and what a component may see.
 */
import Handlebars from 'handlebars'
import { helpers } from './helpers.ts'

export const handlebars = Handlebars.create()
/** `preventIndent`: a partial's place in its view would else be written before every line of it, also into what somebody typed in a textarea. */
const OPTIONS = { preventIndent: true, knownHelpersOnly: true, knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])) }
for (const [name, helper] of Object.entries(helpers)) handlebars.registerHelper(name, helper as Handlebars.HelperDelegate)

class ComponentContext extends Handlebars.Visitor {
  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    const name = (partial.name as hbs.AST.PathExpression).original
    if (partial.params.length > 0 || name.includes('/') || name.startsWith('@')) return
    const nothing: hbs.AST.PathExpression = { type: 'PathExpression', data: true, depth: 0, parts: ['nothing'], original: '@nothing', loc: partial.loc }
    partial.params = [nothing]
  }
}

/**
 * A component (a partial without a room in its name) sees what it is given and nothing else: otherwise a callout without
 * a title would show the page's. A room's own partials, and a component round a block, keep the page's data.
 */
export function compile(source: string): Handlebars.TemplateDelegate {
  const tree = handlebars.parse(source)
  new ComponentContext().accept(tree)
  return handlebars.compile(tree, OPTIONS)
}
