import { crashStories } from './crashStories.ts'
import { realEngine } from './underTest.ts'

// its test engine counts job locks by the machine's clock: those of the dead are waited for, 20 s
crashStories('Zeebe 8.5', () => realEngine('8.5'), 60_000)
