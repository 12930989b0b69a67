import { migrationStories } from '../support/migrationStories.ts'
import { tableStories } from '../support/tableStories.ts'
import { realStoryEngine } from './underTest.ts'

migrationStories(realStoryEngine('8.8'))
tableStories(realStoryEngine('8.8'))
