/** A progress bar on stderr; silent where stderr is no terminal, so that logs stay clean. */
export function progressBar(): (label: string, done: number) => void {
  let last = ''
  return (label, done) => {
    if (!process.stderr.isTTY) return
    const filled = Math.round(done * 30)
    const line = `${label.padEnd(28)} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.round(done * 100)} %`
    if (line === last) return
    last = line
    process.stderr.write(done >= 1 ? `\r${' '.repeat(line.length)}\r` : `\r${line}`)
  }
}
