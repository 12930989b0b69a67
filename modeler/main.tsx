/** The modeler's start: the page's data becomes a workspace, the frame is put up, the first tab opened. */
import { render } from '@bpmn-io/properties-panel/preact'
import './styles.ts'
import { mountStylesWithoutElements } from './frame/styleSheets.ts'
import { Frame } from './frame/Frame.tsx'
import { Studio } from './frame/studio.ts'
import { readPage } from './page.ts'

mountStylesWithoutElements()
const root = document.getElementById('modeler')!
const studio = new Studio(readPage())
root.replaceChildren()
render(<Frame studio={studio} />, root)
void studio.start()
