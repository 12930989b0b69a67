export const BUILD: string
export function argumentsFor(source: string): string[]
export function run(source: string): Promise<unknown>
