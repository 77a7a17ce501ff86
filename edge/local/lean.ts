import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** From the first text up to the second, which stays. */
type Cut = [from: string, to: string]

/**
 * What no template of ours can reach in LiquidJS: its static analysis, which the rules compiler does at the desk, its
 * ways to render, of which `rules/quick-render.ts` has its own, and templates in files, whose tags `rules/template.ts`
 * takes away. They are methods of one class and entries of one object, which no bundler can drop by itself. 20 KB of
 * the Worker.
 */
const LIQUID: Cut[] = [
  ['    include: IncludeTag,', '    decrement: DecrementTag,'],
  ['    layout: LayoutTag,', '    raw: RawTag,'],
  ['    _render(tpl, scope, renderOptions) {', '    registerFilter(name,'],
  ['    *_parseFileCached(file, sync', '}\n\nvar TokenKind;'],
  ['        this.cache = this.liquid.options.cache;', "        this.parseLimit = new Limiter('parse length'"],
  ['        this.readFile = toLiquidAsync(', '    }\n    parse(html, filepath) {'],
  ["    if (options.hasOwnProperty('root')) {", '    options = Object.assign(Object.assign('],
  ['    if ((!options.fs.dirname', '    options.outputEscape = options.outputEscape &&'],
  ['    fs: fs,', '    dynamicPartials: true,'],
  ['    if (options.templates) {', '    return options;\n}\nfunction getOutputEscapeFunction'],
  ['    renderTemplatesToNodeStream(', '    *renderTemplates('],
  ['    plugin(plugin) {', '}\n\n/* istanbul ignore file */\nconst version'],
  // Rendered, they would tell a promise.
  ['  sha256: sha256$1,', '});\n\nconst filters = '],
]

/** What only that analysis asks of a tag. */
const ANALYSED = /^ {4}\*?(?:arguments|blockScope|localScope|partialScope)\(\) \{\n[\s\S]*?^ {4}\}\n/gm

/** What asks for more than the kind of a device: for the browser, its engine, the processor, the system. 9 KB of the Worker. */
const AGENT: Cut[] = [
  ['browser : [[', 'device : [['],
  ['engine : [[', '};\n\n    /////////////////\n    // Constructor'],
  ['        this.getBrowser = ', '        this.getDevice = '],
  ['        this.getEngine = ', '        this.setUA = '],
  ['    UAParser.VERSION = ', '    ///////////\n    // Export'],
  ['    // jQuery/Zepto specific', '\n})(typeof window'],
]

/** Of what a match says of a device, all but its type. 1 KB of the Worker. */
const MAKES = /(?<=^\s*\], ?\[).*?(?=\[TYPE, [A-Z]+\])|(?<=\[TYPE, [A-Z]+\]), \[VENDOR, '\w+'\]/gm

/** What no route of ours asks of hono, in its three classes: every request makes some of the closures. 7 KB of the Worker. */
const HONO: Record<string, Cut[]> = {
  'hono-base': [
    ['\t\tthis.on = (', '\t\tthis.use = ('],
    ['\t#clone() {', '\t#notFoundHandler = '],
    ['\troute(path, app) {', '\tonError = ('],
    ['\tmount(path, applicationHandler', '\t#addRoute(method, path, handler, base'],
    ['\trequest = (input', '};\n//#endregion'],
  ],
  context: [
    ['\tget event() {', '\tget executionCtx() {'],
    ['\trender = (', '\theader = ('],
    ['\tget var() {', '\t#newResponse('],
    ['\thtml = (', '};\n//#endregion'],
  ],
  request: [
    ['\tparam(key) {', '\tquery(key) {'],
    ['\tqueries(key) {', '\theader(name) {'],
    ['\tasync parseBody(', '\tget url() {'],
    ['\tget matchedRoutes() {', '};\n/**\n* Clone'],
  ],
}

/** An esbuild plugin that leaves out what the Worker can't reach; fails when a package is no longer as it was. */
export const lean: Plugin = {
  name: 'lean',
  setup(build) {
    const leave = (filter: RegExp, cuts: Cut[], also = /$^/g) =>
      build.onLoad({ filter }, async ({ path }) => {
        const whole = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n').replaceAll(also, '')
        return { contents: cuts.reduce((text, cut) => without(text, cut, path), whole), loader: 'js' }
      })
    leave(/[\\/]liquidjs[\\/]dist[\\/]liquid\.browser\.mjs$/, LIQUID, ANALYSED)
    leave(/[\\/]ua-parser-js[\\/]src[\\/]ua-parser\.js$/, AGENT, MAKES)
    for (const [name, cuts] of Object.entries(HONO))
      leave(new RegExp(`[\\\\/]hono[\\\\/]dist[\\\\/]${name}\\.js$`), cuts)
  },
}

function without(text: string, [from, to]: Cut, path: string): string {
  const start = text.indexOf(from)
  const end = text.indexOf(to, start)
  if (start < 0 || end < 0)
    throw new Error(`edge/local/lean.ts: ${path} has no \`${from.trim()}\` where it was; read it anew.`)
  return text.slice(0, start) + text.slice(end)
}
