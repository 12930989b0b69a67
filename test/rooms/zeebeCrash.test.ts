import { embeddedEngine } from '../support/embeddedEngine.ts'
import { crashStories } from '../zeebe/crashStories.ts'

crashStories('the embedded engine', embeddedEngine)
