// Links in the content that a reader cannot tell from text: no underline, no border, no shape of their own.
// A sign that stands alone (the # of a permalink) is no word among words.

(() => {
  const named = (link) => `${link.getAttribute("href")} "${link.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`
  const shown = (link) => link.checkVisibility() && !link.closest("svg, .unseen, .permalink, .cm-editor") && link.textContent.trim()
  const underlined = (link) => getComputedStyle(link).textDecorationLine.includes("underline")
  const shaped = (link) => {
    const own = getComputedStyle(link)
    return parseFloat(own.borderBottomWidth) > 0 && own.borderBottomStyle !== "none"
  }
  return [...document.querySelectorAll("main a[href]")]
    .filter((link) => shown(link) && !underlined(link) && !shaped(link))
    .map((link) => `does not look like a link: ${named(link)}`)
})()
