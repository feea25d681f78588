// Details of what is pointed at or focused, beside it; and the same partnership lit up wherever the page shows it.
// Everything it tells stands in the page already: without this script there are the browser's own tooltips.

const LINGER = 200
const GAP = 14

const card = document.createElement("div")
card.className = "card"
card.setAttribute("role", "tooltip")
card.hidden = true

let shown = null
let focused = null
let leaving = 0

function adopt(title) {
  const owner = title.parentElement
  owner.dataset.details = title.textContent
  if (owner.matches("a")) owner.setAttribute("aria-label", title.textContent.split("\n").join(". "))
  title.remove()
}

function show(owner, x, y) {
  clearTimeout(leaving)
  if (owner !== shown) {
    shown = owner
    card.replaceChildren(
      ...owner.dataset.details.split("\n").map((line) => {
        const paragraph = document.createElement("p")
        paragraph.textContent = line
        return paragraph
      }),
    )
    light(owner)
  }
  card.hidden = false
  place(x, y)
}

function place(x, y) {
  const { width, height } = card.getBoundingClientRect()
  const most = document.documentElement.clientWidth - width - 8
  const above = y - height - GAP
  card.style.left = `${Math.max(8, Math.min(x - width / 2, most))}px`
  card.style.top = `${above > 8 ? above : y + GAP}px`
}

function hide() {
  clearTimeout(leaving)
  card.hidden = true
  shown = focused = null
  light(null)
}

function follow(owner) {
  const box = (owner.querySelector("use") ?? owner).getBoundingClientRect()
  show(owner, box.left + box.width / 2, box.top)
}

function light(owner) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit")
  const row = owner?.closest(".tie, .lane, tr")
  const link = row?.matches("a") ? row : row?.querySelector("a")
  const address = link?.getAttribute("href")
  if (!address) return
  for (const same of document.querySelectorAll(`main a[href="${CSS.escape(address)}"]`))
    same.closest(".tie, .lane, tr")?.classList.add("lit")
}

for (const title of document.querySelectorAll("main svg title")) adopt(title)
document.body.append(card)

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return
  const owner = event.target.closest("[data-details]") ?? event.target.closest(".lane")?.querySelector("a[data-details]")
  if (owner) show(owner, event.clientX, event.clientY)
  else if (event.target.closest(".card")) clearTimeout(leaving)
  else if (shown) {
    clearTimeout(leaving)
    leaving = setTimeout(hide, LINGER)
  }
})

document.addEventListener("focusin", (event) => {
  const owner = event.target.closest("[data-details]")
  if (!owner || !owner.matches(":focus-visible")) return
  focused = owner
  follow(owner)
})

document.addEventListener("focusout", hide)
document.addEventListener(
  "scroll",
  () => {
    if (focused) follow(focused)
    else if (shown) hide()
  },
  { passive: true },
)
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) hide()
})
