/** Our side of the wire on the embedded engine; `npm run test:zeebe` tells the same stories on a real one. */
import { embeddedEngine } from '../support/embeddedEngine.ts'
import { faultStories } from '../zeebe/faultStories.ts'
import { installationStories } from '../zeebe/installationStories.ts'
import { wireStories } from '../zeebe/wireStories.ts'

wireStories('the embedded engine', embeddedEngine)
faultStories('the embedded engine', embeddedEngine)
installationStories('the embedded engine', embeddedEngine)
