type Child = Node | string | undefined | false
type Props = Record<string, string | number | boolean | EventListener | undefined>

/** An element with attributes and children; `onclick` and its like are listeners; no markup is ever parsed. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(key.slice(2), value)
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== undefined && child !== false),
  )
  return element
}

export const find = <T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T | null => within.querySelector<T>(selector)

/** The value of a JSON data block, or `undefined` where the page has none. */
export function data<T>(id: string): T | undefined {
  const block = document.getElementById(id)
  return block ? (JSON.parse(block.textContent ?? '') as T) : undefined
}
