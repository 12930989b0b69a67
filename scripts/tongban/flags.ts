/** Flags that mean the same at every verb of a command line. */

/** `--json` is short for `--format json`, wherever a verb knows formats. */
export function withJson(args: readonly string[]): string[] {
  return args.flatMap((one) => (one === '--json' ? ['--format', 'json'] : [one]))
}
