import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { migrationStories } from '../support/migrationStories.ts'

migrationStories(embeddedStoryEngine)
