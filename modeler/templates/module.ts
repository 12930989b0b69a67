/**
 * Concepts inside bpmn-js: recognised elements have their template in the panel and their picture on the canvas, also where the file
 * carries no mark of a template. The menus are menus.ts.
 */
import BaseRenderer from 'diagram-js/lib/draw/BaseRenderer'
import type { Shape } from '../drawing/drawing.ts'
import { conceptOfElement } from './facts.ts'
import { iconOf } from './icons.ts'
import { limitMessages } from './limitMessages.ts'

/** Above bpmn-js's own renderer and that of marked templates. */
const RENDER = 1300
const ICON = 18

interface Templates { _getTemplateId(element: Shape): string | undefined; _getTemplateVersion(element: Shape): number | undefined; getLatest(id: string): { version: number }[] }

class Recognition {
  static $inject = ['elementTemplates']

  constructor(templates: Templates) {
    const [idOf, versionOf] = [templates._getTemplateId.bind(templates), templates._getTemplateVersion.bind(templates)]
    templates._getTemplateId = (element) => idOf(element) ?? recognised(element)
    templates._getTemplateVersion = (element) => (idOf(element) === undefined ? latest(templates, recognised(element)) : versionOf(element))
  }
}

/** Undefined, not null: the registry would ask for the template of null, and so on without end. It also asks of no element at all. */
function recognised(element: Shape | null | undefined): string | undefined {
  const concept = !element || element.labelTarget || !element.businessObject ? null : conceptOfElement(element.businessObject)
  return concept === null ? undefined : `tongban:${concept}`
}

function latest(templates: Templates, id: string | undefined): number | undefined {
  return id === undefined ? undefined : templates.getLatest(id)[0]?.version
}

type Handlers = Record<string, (parent: SVGElement, element: Shape, attributes: object) => SVGElement>

class ConceptRenderer extends BaseRenderer {
  static $inject = ['eventBus', 'bpmnRenderer']

  constructor(eventBus: object, private readonly renderer: { handlers: Handlers }) {
    super(eventBus as never, RENDER)
  }

  override canRender(element: never): boolean {
    const shape = element as Shape
    return !shape.labelTarget && /Task$|BoundaryEvent$/.test(shape.type ?? '') && iconOf(conceptOfElement(shape.businessObject) ?? '') !== undefined
  }

  override drawShape(parent: never, element: never, attributes: object = {}): never {
    const shape = element as Shape
    const event = shape.type === 'bpmn:BoundaryEvent'
    const drawn = this.renderer.handlers[event ? 'bpmn:BoundaryEvent' : 'bpmn:Task']!(parent, shape, { ...attributes, renderIcon: false })
    const image = document.createElementNS('http://www.w3.org/2000/svg', 'image')
    const place = event ? { x: (shape.width - ICON) / 2, y: (shape.height - ICON) / 2 } : { x: 5, y: 5 }
    for (const [name, value] of Object.entries({ href: iconOf(conceptOfElement(shape.businessObject)!)!, width: ICON, height: ICON, ...place })) image.setAttribute(name, String(value))
    ;(parent as SVGElement).append(image)
    return drawn as never
  }
}

export const conceptsModule = {
  __init__: ['conceptRecognition', 'conceptRenderer', 'limitMessages'],
  conceptRecognition: ['type', Recognition],
  conceptRenderer: ['type', ConceptRenderer],
  limitMessages: ['type', limitMessages],
  // a person's step is a job on this platform (design decision 7): the engine's own user tasks are not made by themselves
  createZeebeUserTaskBehavior: ['value', null],
}
