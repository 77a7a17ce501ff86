/** Masks e-mail addresses and long runs of digits (cards, phones, accounts); the edge cuts what is too long. */
export const mask = (text: string): string =>
  text.replace(/[^\s/@=&?]*(@|%40)[^\s/@=&?]+\.\w+/g, '*').replace(/(\d[ -]?){9,}/g, '*')
