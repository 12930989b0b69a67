export interface Hold {
  release(): Promise<void>
}
export function hold(dataDir: string): Promise<Hold>
export function holdAhead(dataDir: string): Promise<void>
