import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { tableStories } from '../support/tableStories.ts'

tableStories(embeddedStoryEngine)
