import { migrationStories } from '../support/migrationStories.ts'
import { tableStories } from '../support/tableStories.ts'
import { realStoryEngine } from './underTest.ts'

migrationStories(realStoryEngine('8.5'), 'stays')
tableStories(realStoryEngine('8.5'))
