import { matterStories } from '../support/stories.ts'
import { realStoryEngine } from './underTest.ts'

matterStories(realStoryEngine('8.8'))
