import { realEngine } from './underTest.ts'
import { wireStories } from './wireStories.ts'

wireStories('Zeebe 8.8', () => realEngine('8.8'))
