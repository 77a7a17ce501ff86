import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
const plugin=(steps)=>({name:'l',setup(b){b.onLoad({filter:/liquid\.browser\.mjs$/},async a=>{let s=await readFile(a.path,'utf8'); for(const st of steps) s=st(s); return {contents:s,loader:'js'}})}})
const cut=(from,to)=>s0=>{const s=s0.replaceAll('\r\n','\n');const i=s.indexOf(from),j=s.indexOf(to,i);if(i<0||j<0)throw new Error(from);return s.slice(0,i)+s.slice(j)}
const steps={
 none:[],
 analysis:[cut('    analyze(template, options = {}) {','}\n\n/* istanbul ignore file */\nconst version')],
 tags:[s=>s.replace(/ *(include|render|layout|block): \w+Tag,\n/g,'')],
 files:[cut('    renderToNodeStream(tpl','    _parseAndRender('),cut('    parseFile(file, lookupType)','    _evalValue(')],
 crypto:[s=>s.replace('cryptoFilters','{}')],
}
steps.all=[...steps.analysis,...steps.tags,...steps.files]
for(const [n,st] of Object.entries(steps)){ const r=await build({stdin:{contents:"export { Liquid } from 'liquidjs'",resolveDir:'/tmp/wt-size'},write:false,bundle:true,format:'esm',target:'es2024',platform:'browser',conditions:['workerd','worker','browser'],minify:true,plugins:[plugin(st)]}); console.log(n,r.outputFiles[0].contents.length)}
