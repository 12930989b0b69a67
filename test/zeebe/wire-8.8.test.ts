import { installationStories } from './installationStories.ts'
import { realEngine } from './underTest.ts'
import { wireStories } from './wireStories.ts'

wireStories('Zeebe 8.8', () => realEngine('8.8'))
installationStories('Zeebe 8.8', () => realEngine('8.8'))
