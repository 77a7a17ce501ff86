import { rarely } from '../rarely.ts'
import type { Event } from '../wire.ts'

/** A form that was sent: which one, the names of its fields, and values only of those that the site `listed`. */
export const readForm = rarely((form: HTMLFormElement, listed: string[]): Partial<Event> => {
  const fields: Record<string, string> = {}
  for (const { name, value } of form.elements as unknown as Iterable<HTMLInputElement>)
    if (name) fields[name] = listed.includes(name) ? value : ''
  return {
    name: 'form_submit',
    form_id: form.getAttribute('id') || form.getAttribute('name') || '',
    fields,
  }
})
