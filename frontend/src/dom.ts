// Elements, made of names and texts. Nothing here or anywhere else takes HTML, so no value can become markup.

export type Child = Node | string | number | null | undefined | false
export type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null | undefined>

/** An HTML element; `on…` attributes are listeners, `true` stands for an attribute without a value. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children)
}

/** An SVG element. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children)
}

function filled<Made extends Element>(element: Made, attributes: Attributes, children: Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, "")
    else if (value !== false && value != null) element.setAttribute(name, String(value))
  }
  element.append(...children.filter(isSomething).map((child) => (child instanceof Node ? child : String(child))))
  return element
}

function isSomething(child: Child): child is Node | string | number {
  return child !== null && child !== undefined && child !== false
}

/** The element of the page that must be there. */
export function find<Found extends Element>(selector: string, within: ParentNode = document): Found {
  const found = within.querySelector<Found>(selector)
  if (!found) throw new Error(`the page has no ${selector}`)
  return found
}
