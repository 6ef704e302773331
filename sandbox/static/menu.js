"use strict";
// The menu under the chat as LINE shows it: a bar that folds it, a picture, places on it to press.
let shownMenu = null;

async function drawMenu() {
  const menu = inGroup ? {} : await (await fetch("/sandbox/menu?as=" + encodeURIComponent(me))).json();
  if ((menu.id || null) === shownMenu) return;
  // Another page of the same menu opens as the one before was left; another person's as the menu says.
  const open = shownMenu && menu.id ? $("menu-bar").getAttribute("aria-expanded") === "true" : menu.selected;
  shownMenu = menu.id || null;
  $("menu").hidden = !menu.id;
  if (!menu.id) return;
  $("menu-picture").style.aspectRatio = `${menu.size.width} / ${menu.size.height}`;
  $("menu-picture").style.width = `min(100%, ${44 * menu.size.width / menu.size.height}vh)`;
  const image = el("img");
  image.src = `/sandbox/menu/${menu.id}/picture`; image.alt = "";
  $("menu-picture").replaceChildren(image, ...menu.areas.map((area) => placeOn(menu.size, area)));
  $("menu-bar").onclick = () => foldMenu(menu.chatBarText, $("menu-bar").getAttribute("aria-expanded") !== "true");
  foldMenu(menu.chatBarText, open);
}

function placeOn(size, { bounds, action }) {
  const place = el("button");
  place.type = "button";
  place.setAttribute("aria-label", action.label || action.text || "");
  for (const [side, part, whole] of [["left", bounds.x, size.width], ["top", bounds.y, size.height], ["width", bounds.width, size.width], ["height", bounds.height, size.height]]) place.style[side] = `${100 * part / whole}%`;
  place.onclick = () => press(action);
  return place;
}

function foldMenu(words, open) {
  $("menu-bar").textContent = `${words} ${open ? "▾" : "▴"}`;
  $("menu-bar").setAttribute("aria-expanded", String(open));
  $("menu-picture").hidden = !open;
  $("chat").scrollTop = $("chat").scrollHeight;
}
