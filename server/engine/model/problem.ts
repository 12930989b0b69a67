/**
 * What is wrong with a diagram, said so that its author can mend it. Problems are collected and refused together:
 * a deployment fails whole, with every element named.
 */
export interface Problem {
  /** Element id, or null for the file itself. */
  elementId: string | null
  elementName: string
  message: string
}

/** Thrown by the reader and the compiler with everything found. */
export class InvalidDiagram extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'))
    this.name = 'InvalidDiagram'
  }
}

/** One problem in Zeebe's manner: the element on a line, the error below it. */
export function describe(problem: Problem): string {
  const name = problem.elementName ? ` "${problem.elementName}"` : ''
  const where = problem.elementId === null ? 'File' : `Element: ${problem.elementId}${name}`
  return `- ${where}\n    - ERROR: ${problem.message}`
}

export function fileProblem(message: string): InvalidDiagram {
  return new InvalidDiagram([{ elementId: null, elementName: '', message }])
}
