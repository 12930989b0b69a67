/**
 * CodeMirror writes its style rules into <style> elements, which a strict CSP forbids. Here they become constructed style sheets, which
 * are part of the program and not of the page's text.
 */
import { StyleModule } from 'style-mod'

export function mountStylesWithoutElements(): void {
  const mounted = new WeakMap<object, Set<StyleModule>>()
  StyleModule.mount = (root, modules) => {
    const there = mounted.get(root) ?? new Set()
    mounted.set(root, there)
    const fresh = [modules].flat().filter((module) => !there.has(module))
    for (const module of fresh) there.add(module)
    // before those that are there: what is asked for first weighs most
    root.adoptedStyleSheets = [...fresh.map(sheetOf), ...root.adoptedStyleSheets]
  }
}

function sheetOf(module: StyleModule): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(module.getRules())
  return sheet
}
