"use strict";
// Draws Flex messages as LINE draws them. Text goes in as text, never as markup.
const SIZES = { xxs: 11, xs: 12, sm: 14, md: 16, lg: 18, xl: 20, xxl: 22, "3xl": 26, "4xl": 32, "5xl": 40 };
const GAPS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const px = (value) => (value in GAPS ? GAPS[value] + "px" : value);
// The reader's own text size enlarges what asks for it (`scaling` of text, button and icon), and nothing else.
const sized = (size, scaling) => (scaling ? `calc(${size}px * var(--text-scale, 1))` : size + "px");
const sizeOf = (part) => sized(SIZES[part.size || "md"] || parseInt(part.size), part.scaling);

function drawFlex(contents, press) {
  if (contents.type === "carousel") {
    const strip = el("div", "carousel");
    contents.contents.forEach((bubble) => strip.append(drawBubble(bubble, press)));
    return strip;
  }
  return drawBubble(contents, press);
}

function el(tag, className) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  return node;
}

function drawBubble(bubble, press) {
  const node = el("div", "flex " + (bubble.size || "mega"));
  for (const part of ["header", "hero", "body", "footer"]) {
    if (!bubble[part]) continue;
    const box = drawPart(bubble[part], press, "vertical");
    if (part !== "hero" && !bubble[part].paddingAll) box.style.padding = part === "footer" ? "10px" : "20px";
    pad(box, bubble[part]);
    node.append(box);
  }
  return node;
}

function drawPart(part, press, parentLayout) {
  const node = { box: drawBox, text: drawText, button: drawButton, image: drawImage, separator: drawLine, icon: drawImage }[part.type]
    ? { box: drawBox, text: drawText, button: drawButton, image: drawImage, separator: drawLine, icon: drawImage }[part.type](part, press, parentLayout)
    : el("div");
  if (part.margin) node.style[parentLayout === "vertical" ? "marginTop" : "marginLeft"] = px(part.margin);
  const grows = part.flex !== undefined ? part.flex : parentLayout === "vertical" ? 0 : 1;
  if (part.type !== "separator") node.style.flex = grows === 0 ? "none" : `${grows} ${grows} 0`;
  if (parentLayout === "vertical" && !part.flex) node.style.flex = "none";
  if (part.action && part.type !== "button") {
    node.classList.add("pressable");
    node.addEventListener("click", (event) => { event.stopPropagation(); press(part.action); });
  }
  return node;
}

function pad(node, box) {
  if (box.paddingAll) node.style.padding = px(box.paddingAll);
  for (const [key, side] of [["paddingTop", "Top"], ["paddingBottom", "Bottom"], ["paddingStart", "Left"], ["paddingEnd", "Right"]])
    if (box[key]) node.style["padding" + side] = px(box[key]);
}

function drawBox(box, press) {
  const node = el("div", "fx " + box.layout);
  if (box.spacing) node.style.gap = px(box.spacing);
  for (const key of ["backgroundColor", "width", "height", "maxWidth", "maxHeight"]) if (box[key]) node.style[key] = box[key];
  if (box.cornerRadius) node.style.borderRadius = px(box.cornerRadius);
  if (box.borderColor) node.style.border = `${box.borderWidth || "1px"} solid ${box.borderColor}`;
  if (box.justifyContent) node.style.justifyContent = box.justifyContent;
  if (box.alignItems) node.style.alignItems = box.alignItems;
  pad(node, box);
  box.contents.forEach((child) => node.append(drawPart(child, press, box.layout === "vertical" ? "vertical" : "horizontal")));
  return node;
}

function drawText(text) {
  const node = el("div", "fx-text" + (text.wrap ? " wrap" : ""));
  node.style.fontSize = sizeOf(text);
  if (text.maxLines) { node.style.display = "-webkit-box"; node.style.webkitBoxOrient = "vertical"; node.style.webkitLineClamp = text.maxLines; }
  if (text.lineSpacing) node.style.lineHeight = `calc(1.45em + ${px(text.lineSpacing)})`;
  if (text.decoration) node.style.textDecoration = text.decoration;
  if (text.weight === "bold") node.style.fontWeight = 700;
  if (text.color) node.style.color = text.color;
  if (text.align) node.style.textAlign = text.align;
  if (text.contents) text.contents.forEach((span) => { const s = el("span"); s.textContent = span.text; if (span.color) s.style.color = span.color; if (span.weight === "bold") s.style.fontWeight = 700; if (span.size) s.style.fontSize = sizeOf({ size: span.size, scaling: text.scaling || span.scaling }); node.append(s); });
  else node.textContent = text.text;
  return node;
}

function drawButton(button, press) {
  const holder = el("div"), node = el("button", `fx-button ${button.style || "link"} ${button.height || ""}`);
  node.type = "button";
  node.textContent = button.action.label || "";
  node.style.fontSize = sized(16, button.scaling);
  if (button.color) node.style[button.style === "primary" || button.style === "secondary" ? "backgroundColor" : "color"] = button.color;
  node.addEventListener("click", () => press(button.action));
  holder.append(node);
  return holder;
}

function drawImage(image) {
  const node = el("img");
  node.src = image.url; node.alt = ""; node.style.maxWidth = "100%";
  if (image.type === "icon") node.style.height = sizeOf(image);
  return node;
}

function drawLine(line, _press, layout) {
  const node = el("div", "fx-sep");
  node.style[layout === "vertical" ? "height" : "width"] = "1px";
  if (line.color) node.style.backgroundColor = line.color;
  return node;
}
