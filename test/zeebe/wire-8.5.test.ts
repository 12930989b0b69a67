import { installationStories } from './installationStories.ts'
import { realEngine } from './underTest.ts'
import { wireStories } from './wireStories.ts'

wireStories('Zeebe 8.5', () => realEngine('8.5'))
installationStories('Zeebe 8.5', () => realEngine('8.5'))
