import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { matterStories } from '../support/stories.ts'

matterStories(embeddedStoryEngine, { heldToMemory: true })
