import { faultStories } from './faultStories.ts'
import { realEngine } from './underTest.ts'

faultStories('Zeebe 8.5', () => realEngine('8.5'))
