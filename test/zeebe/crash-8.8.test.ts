import { crashStories } from './crashStories.ts'
import { realEngine } from './underTest.ts'

crashStories('Zeebe 8.8', () => realEngine('8.8'))
