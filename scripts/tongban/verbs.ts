/** The verbs of the command line: a new one is one file and one line here. */
export interface Verb {
  /** How it is called, with its flags. */
  usage: string
  /** @returns the exit code: 0, or 1 when errors were found. @throws CannotRun */
  run(args: string[]): Promise<number>
}

/** Loaded when wanted: a verb costs its imports only where it is used. */
export const verbs: Record<string, { summary: string; load: () => Promise<Verb> }> = {
  check: { summary: 'what publication would say of matters, diagrams and forms', load: async () => (await import('./check.ts')).check },
  deploy: { summary: 'a matter proposed to a running server, and put into force once it is signed', load: async () => (await import('./deploy.ts')).deploy },
  diff: { summary: 'what changed between two versions of a matter, in words', load: async () => (await import('./diff.ts')).diff },
  doctor: { summary: 'whether this machine can run it, and what to do where it cannot', load: async () => (await import('./doctor.ts')).doctor },
  generate: { summary: 'variants of the matters there are, for load', load: async () => (await import('./generate.ts')).generate },
  new: { summary: 'the first version of a matter, from a template that passes check', load: async () => (await import('./new.ts')).newThing },
  test: { summary: 'the scenarios of matters played in virtual time, and the ways they went', load: async () => (await import('./test.ts')).test },
  watch: { summary: 'check and test again on each change', load: async () => (await import('./watch.ts')).watch },
}

export function usage(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  return ['npm run tongban -- <verb> [arguments] [flags]', '', ...Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`), '', 'npm run tongban -- <verb> --help says more; --json is --format json. Exit code: 0 clean or warnings, 1 errors, 2 it could not run.'].join('\n')
}
