import { crashStories } from './crashStories.ts'
import { realEngine } from './underTest.ts'

crashStories('Zeebe 8.8', () => realEngine('8.8'))
// its test engine counts job locks by the machine's clock: the locks of the dead, 20 s each, are waited for
crashStories('Zeebe 8.5', () => realEngine('8.5'))
