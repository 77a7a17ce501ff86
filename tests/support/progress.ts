/** A progress bar on stderr: redrawn in place on a terminal, a line every tenth elsewhere. */
export function progress(label: string, total: number): { step(): void; done(): void } {
  const started = Date.now()
  let done = 0
  let shown = -1
  const draw = () => {
    const tenths = Math.floor((10 * done) / Math.max(1, total))
    const percent = Math.floor((100 * done) / Math.max(1, total))
    const left = done ? Math.round(((Date.now() - started) * (total - done)) / done / 1000) : 0
    const line = `${label} ${'█'.repeat(tenths)}${'░'.repeat(10 - tenths)} ${percent} %, ${left} s left`
    if (process.stderr.isTTY) process.stderr.write(`\r${line}  `)
    else if (tenths !== shown) process.stderr.write(`${line}\n`)
    shown = tenths
  }
  return {
    step() {
      done++
      draw()
    },
    done() {
      if (process.stderr.isTTY) process.stderr.write('\n')
    },
  }
}
