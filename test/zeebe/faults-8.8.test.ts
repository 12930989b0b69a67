import { faultStories } from './faultStories.ts'
import { realEngine } from './underTest.ts'

faultStories('Zeebe 8.8', () => realEngine('8.8'))
