import { minify } from 'terser'
import { readFileSync } from 'node:fs'
const code=readFileSync('dist/worker/index.js','utf8')
for (const [n,o] of Object.entries({basic:{},p2:{passes:2},p3u:{passes:3,unsafe_arrows:true,unsafe_methods:true,pure_getters:true,keep_fargs:false}})) { const t=process.cpuUsage(); const r=await minify(code,{module:true,ecma:2020,compress:{ecma:2020,...o},mangle:true}); const u=process.cpuUsage(t); console.log(n,Buffer.byteLength(r.code),(u.user/1e6).toFixed(1)+'s') }
