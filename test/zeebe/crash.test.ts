import { crashStories } from './crashStories.ts'
import { realEngine } from './underTest.ts'

// not on 8.5: its test engine counts job locks by the machine's clock, so the locks of the dead would have to be waited for
crashStories('Zeebe 8.8', () => realEngine('8.8'))
