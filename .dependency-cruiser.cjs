/** The import rules of the house: one way, pure core, composition roots at the edge of it all. */
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })
const PURE = '^(edge/(profile|recommend|decide|catalogue)/|rules/evaluate)'

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }, 'Modules depend one way.'),
    rule(
      'leaves',
      { path: '^(snippet/wire|rules/bundle)\\.ts$' },
      { path: '.' },
      'The wire and the bundle import nothing.',
    ),
    rule(
      'snippet-alone',
      { path: '^snippet/', pathNot: '^snippet/(build|eager)\\.ts$' },
      { pathNot: '^(snippet|node_modules/idb-keyval)/' },
      'What runs in a page imports only the snippet, and idb-keyval.',
    ),
    rule(
      'only-the-wire',
      { path: '^(edge|rules)/', pathNot: '(^|/)(build|cli)\\.ts$' },
      { path: '^snippet/', pathNot: '^snippet/wire\\.ts$' },
      'The Worker knows nothing of the snippet but the wire.',
    ),
    rule(
      'pure-core',
      { path: PURE, pathNot: '^edge/recommend/offline/' },
      {
        path: '^(node_modules/(hono|@cloudflare|miniflare|wrangler)|edge/(routes|journal|publish|intake|app|index)|node:)',
      },
      'The core takes values and gives values.',
    ),
    rule(
      'compiler-stays-home',
      { path: '^edge/(?!local/)' },
      { path: '^(rules/(schema|parse|check|compile|rehearse|diagnostics|cli)|node_modules/yaml/)' },
      'The rules compiler does not ship in the Worker.',
    ),
    rule(
      'zod-stays-home',
      { path: '^edge/(?!local/)' },
      { path: '^node_modules/zod/', reachable: true },
      'The Worker reads what comes from outside by valibot: zod would be a fifth of it, and is slow without `new Function`.',
    ),
    rule(
      'roots-on-top',
      { path: '^(snippet|edge|rules)/' },
      { path: '^(edge/index|snippet/index|rules/cli)\\.ts$' },
      'Nothing imports a composition root.',
    ),
    rule(
      'shop-is-a-customer',
      { path: '^demo-site/' },
      { path: '^(snippet|edge|rules|tests)/' },
      'The demo shop imports no source.',
    ),
    rule(
      'tests-on-top',
      { path: '^(snippet|edge|rules|demo-site)/' },
      { path: '^tests/' },
      'Nothing imports tests.',
    ),
    rule(
      'only-known',
      {},
      { couldNotResolve: true, pathNot: '^(cloudflare:|virtual:)' },
      'Every import resolves.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.wrangler)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
}
