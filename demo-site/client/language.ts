import type { Language } from '../products/product.ts'
import { local, WORDS } from '../words/say.ts'

export const language: Language = document.documentElement.lang === 'en' ? 'en' : 'zh'
export const words = WORDS[language]
export const to = (path: string): string => local(language, path)
