import { migrationStories } from '../support/migrationStories.ts'
import { realStoryEngine } from './underTest.ts'

migrationStories(realStoryEngine('8.8'))
