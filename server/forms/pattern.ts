/**
 * Patterns of a form are untrusted: `^(a+)+$` hangs JavaScript's own engine for seconds on 28 characters. They are written in
 * JavaScript's manner and run by re2js in linear time; what RE2 cannot carry (lookaround, back-references) is refused at publishing.
 */
import { RE2JS } from 're2js'

const LONGEST = 500

/**
 * `\u4e00`, `\u{20bb7}` and `\p{Script=Han}` in RE2's spelling.
 * @throws Error with the reason when the pattern cannot run in linear time.
 */
export function linear(pattern: string): { test(text: string): boolean; toString(): string } {
  if (pattern.length > LONGEST) throw new Error(`it has ${pattern.length} characters, at most ${LONGEST} are allowed`)
  const spelled = pattern
    .replace(/\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})/g, (_, long: string | undefined, short: string | undefined) => `\\x{${long ?? short}}`)
    .replace(/\\p\{(?:Script|sc)=(\w+)\}/g, '\\p{$1}')
    .replaceAll('\\/', '/')
  const compiled = RE2JS.compile(spelled)
  // ajv tells patterns apart by their text
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern }
}

/** Why a pattern cannot be used, or undefined. It must mean the same on the server (RE2) and in the browser (native). */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u')
    linear(pattern)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
