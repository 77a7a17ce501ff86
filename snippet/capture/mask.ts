/** Masks e-mail addresses and long runs of digits (cards, phones, accounts), and cuts at 512 characters. */
export const mask = (text: string): string =>
  text
    .replace(/[^\s/@=&?]+(@|%40)[^\s/@=&?]+\.\w+/g, '*')
    .replace(/(\d[ -]?){9,}/g, '*')
    .slice(0, 512)
