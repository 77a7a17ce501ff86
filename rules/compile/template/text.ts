import type { Code } from '../../codes.ts'

/** A template and where to complain about it, by offsets into its text. */
export interface TemplateText {
  text: string
  report(
    at: number,
    length: number,
    code: Code,
    message: string,
    fix?: string,
    severity?: 'error' | 'warning',
  ): void
}
