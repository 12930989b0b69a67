/**
 * The browser modeler: modeler/main.tsx -> modeler/main.js and main.css, its tabs as parts loaded when they are first opened, and the
 * workers that run the rules and play scenarios. Nothing in them makes code from text, what ajv would compile in the browser is compiled
 * here; but for the player, whose forms change while it runs (server/web/assets.ts gives it a policy of its own).
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { iconShapes } from './icons.mjs'

const require = createRequire(import.meta.url)
const LOADERS = { '.svg': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'empty', '.eot': 'empty' }

/** @returns {Promise<{name: string, data: Buffer, named: boolean}[]>} `named`: the name carries a hash already and must stay. */
export async function buildModeler(root, browsers) {
  const outdir = join(root, '.build/modeler')
  const common = { outdir, write: false, bundle: true, minify: true, target: browsers, legalComments: 'none', logLevel: 'warning', loader: LOADERS, plugins: [onePreact(root), judgeOfGuides(root), templateIcons(root)] }
  const [pages, workers, sheets] = await Promise.all([
    build({ ...common, entryPoints: { main: join(root, 'modeler/main.tsx') }, format: 'esm', splitting: true, chunkNames: 'part-[name]-[hash]' }),
    build({ ...common, entryPoints: { worker: join(root, 'modeler/lint/worker.ts'), player: join(root, 'modeler/tryout/worker.ts') }, format: 'iife' }),
    build({ ...common, entryPoints: { tables: join(root, 'modeler/tables/library.css') } }),
  ])
  return [...pages.outputFiles, ...workers.outputFiles, ...sheets.outputFiles].map((file) => {
    const name = basename(file.path)
    return { name: `modeler/${name}`, data: Buffer.from(file.contents), named: name.startsWith('part-') }
  })
}

/** The properties panel brings its own preact; two of them in one page do not see each other's hooks. */
function onePreact(root) {
  const folder = join(root, 'node_modules/@bpmn-io/properties-panel')
  return {
    name: 'one preact',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^preact($|\/)/ }, ({ path, kind, pluginData }) => (pluginData === 'seen' ? undefined : resolve(`./${path}`, { kind, resolveDir: folder, pluginData: 'seen' })))
    },
  }
}

/** The guide's schema compiled to plain functions in place of ajv, which makes code from text: a strict CSP forbids that. */
function judgeOfGuides(root) {
  return {
    name: 'judge of guides',
    setup({ onLoad }) {
      onLoad({ filter: /rules\/support\/guideJudge\.ts$/ }, async () => ({ contents: await compiledGuideSchema(root), loader: 'js', resolveDir: root }))
    },
  }
}

/** The shapes of the icons that modeler/templates/icons.ts names. */
function templateIcons(root) {
  return {
    name: 'template icons',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^virtual:icons$/ }, ({ path }) => ({ path, namespace: 'icons' }))
      onLoad({ filter: /.*/, namespace: 'icons' }, () => {
        const named = /iconNames[^{]*{([^}]*)}/.exec(readFileSync(join(root, 'modeler/templates/icons.ts'), 'utf8'))[1]
        return { contents: JSON.stringify(iconShapes(root, [...named.matchAll(/: '([a-z0-9-]+)'/g)].map((match) => match[1]))), loader: 'json' }
      })
    },
  }
}

async function compiledGuideSchema(root) {
  const { outputFiles } = await build({ entryPoints: [join(root, 'server/matters/guideSchema.ts')], bundle: true, write: false, format: 'esm', logLevel: 'warning' })
  const { guideSchema } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  const { Ajv2020 } = require('ajv/dist/2020')
  const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: false, code: { source: true, esm: true } })
  require('ajv-formats').default(ajv)
  return `${require('ajv/dist/standalone').default(ajv, ajv.compile(guideSchema))}\nexport { validate as fits }`
}
