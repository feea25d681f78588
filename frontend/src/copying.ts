// Copying: by the clipboard where the page may use it (https, or this machine), else by a text that is ready to be copied.

import { h } from "./dom.ts"
import type { Say } from "./page.ts"

/** Whether the text is on the clipboard now. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** A text of code with the button that copies it. */
export function copyable(text: string, say: Say): HTMLElement {
  const code = h("pre", { dir: "ltr", tabindex: 0, role: "region", "aria-label": say("code") }, text)
  const said = h("span", { class: "quiet", role: "status" })
  const button = h("button", { type: "button", class: "plain-button", onclick: () => void copy() }, say("copy"))
  async function copy(): Promise<void> {
    const done = await copied(text)
    if (!done) getSelection()?.selectAllChildren(code)
    said.textContent = say(done ? "copied" : "copy.selected")
  }
  return h("div", {}, code, h("p", { class: "actions" }, button, said))
}
