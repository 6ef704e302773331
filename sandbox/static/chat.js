"use strict";
const FAULTS = [["429", "LINE: ส่งถี่เกินไป (429)"], ["429-monthly", "LINE: โควตาเดือนนี้หมด"], ["500", "LINE: 500 ไม่รับ"],
  ["500-accepted", "LINE: 500 แต่รับแล้ว"], ["timeout-accepted", "LINE: เงียบแต่รับแล้ว"], ["slow", "LINE: ช้า"],
  ["content-202", "รูปยังไม่พร้อม"], ["content-404", "รูปหายไป"], ["content-500", "โหลดรูปขัดข้อง"], ["menu-500", "เปลี่ยนเมนูขัดข้อง"],
  ["duplicate", "ส่งเหตุการณ์ซ้ำ"], ["late", "ส่งเหตุการณ์ช้า 3 วินาที"], ["redeliver", "ส่งซ้ำเมื่อบอทไม่ตอบ 200"]];
const START = ["ประชาชน", "หัวหน้ากองช่าง", "ผู้ประสาน ITA", "ปลัด"];
const GROUP = "งาน ITA";
let people = JSON.parse(localStorage.getItem("people") || "null") || START;
let me = new URLSearchParams(location.search).get("as") || people[0];
let inGroup = false;
let seen = 0, messages = [], chats = {}, unread = {}, shownMine = [];
const $ = (id) => document.getElementById(id);

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.json();
}

async function chatOf(name, group) {
  // A chat's id is what the sandbox derives from the name; asked once and kept.
  const key = group ? "g:" + name : name;
  if (!chats[key]) chats[key] = await (await fetch(`/sandbox/who?as=${encodeURIComponent(name)}${group ? "&group=" + encodeURIComponent(GROUP) : ""}`)).json();
  return chats[key];
}

async function choose(name, group = false) {
  me = name; inGroup = group;
  history.replaceState(null, "", "?as=" + encodeURIComponent(name) + (group ? "&group=1" : ""));
  unread[(await chatOf(name, group)).chat_id] = 0;
  $("who").textContent = group ? `${GROUP} (เป็น${name})` : name;
  $("mention-box").hidden = !group;
  await drawPeople();
  await drawMenu();
  await draw();
}

async function drawPeople() {
  const list = $("people");
  const rows = [];
  for (const [place, name] of people.entries()) rows.push([name, false, `person-${place}`]);
  rows.push([me, true, "group"]);
  const nodes = [];
  for (const [name, group, hook] of rows) {
    const button = el("button");
    button.type = "button";
    button.dataset.testid = hook;
    button.append(group ? "กลุ่ม: " + GROUP : name);
    button.setAttribute("aria-current", String(group === inGroup && (group || name === me)));
    const waiting = unread[(await chatOf(name, group)).chat_id];
    if (waiting) { const badge = el("span", "new"); badge.textContent = waiting; button.append(badge); }
    button.onclick = () => choose(name, group);
    nodes.push(button);
  }
  list.replaceChildren(...nodes);
}

function bubbleOf(entry) {
  const message = entry.message, mine = entry.kind === "said";
  const row = el("div", "row" + (mine && entry.said_by === chats[inGroup ? "g:" + me : me].user_id ? " me" : ""));
  row.dataset.testid = "bubble"; row.dataset.from = entry.kind;
  const meta = el("div", "meta");
  meta.textContent = new Date(entry.at * 1000).toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" });
  if (entry.kind === "push") { const badge = el("span", "badge"); badge.textContent = "push"; meta.prepend(badge, el("br")); }
  let body;
  if (message.type === "flex") body = drawFlex(message.contents, press);
  else if (message.type === "photo") { body = el("img", "photo"); body.src = "/sandbox/content/" + message.id; body.alt = "รูปที่ส่ง"; }
  else { body = el("div", "bubble"); link(body, message.text || message.altText || message.type); }
  const face = el("span", "avatar"); face.textContent = "ป";
  if (row.classList.contains("me")) row.append(meta, body); else if (mine) row.append(body, meta); else row.append(face, body, meta);
  return row;
}

function link(node, text) {
  for (const piece of text.split(/(https?:\/\/\S+)/)) {
    if (!/^https?:\/\//.test(piece)) { node.append(piece); continue; }
    const a = el("a"); a.href = piece; a.target = "_blank"; a.rel = "noopener"; a.textContent = piece; node.append(a);
  }
}

async function draw() {
  const chat = (await chatOf(me, inGroup)).chat_id;
  const mine = messages.filter((entry) => entry.chat_id === chat);
  $("chat").replaceChildren(...mine.map(bubbleOf));
  const last = mine[mine.length - 1];
  const items = last && last.message.quickReply ? last.message.quickReply.items : [];
  $("quick").replaceChildren(...items.map((item) => { const b = el("button"); b.type = "button"; b.textContent = item.action.label; b.onclick = () => press(item.action); return b; }));
  $("chat").scrollTop = $("chat").scrollHeight;
}

async function press(action) {
  const as = me, group = inGroup ? GROUP : "";
  if (action.type === "uri") window.open(action.uri, "_blank", "noopener");
  else if (action.type === "message") await post("/sandbox/send", { as, group, text: action.text, mention: inGroup });
  else if (action.type === "clipboard") await navigator.clipboard.writeText(action.clipboardText);
  else if (action.type === "camera" || action.type === "cameraRoll") $("file").click();
  else if (action.type === "location") await post("/sandbox/send", { as, group, kind: "location" });
  else if (action.type === "datetimepicker") pick(action);
  else if (action.type === "richmenuswitch") { await post("/sandbox/send", { as, kind: "switch", alias: action.richMenuAliasId, data: action.data }); await drawMenu(); }
  else if (action.type === "postback") {
    if (action.fillInText) { $("text").value = action.fillInText; $("text").focus(); }
    await post("/sandbox/send", { as, group, kind: "postback", data: action.data, shown: action.displayText });
  }
}

function pick(action) {
  const input = el("input");
  input.type = { date: "date", time: "time", datetime: "datetime-local" }[action.mode];
  for (const key of ["min", "max"]) if (action[key]) input[key] = action[key];
  if (action.initial) input.value = action.initial;
  const form = el("form", "row"), send = el("button");
  send.textContent = "เลือก"; form.append(input, send); $("chat").append(form); input.focus();
  form.onsubmit = (event) => { event.preventDefault(); form.remove(); post("/sandbox/send", { as: me, group: inGroup ? GROUP : "", kind: "postback", data: action.data, params: { [action.mode]: input.value }, shown: input.value }); };
}

async function listen() {
  for (;;) {
    try {
      const fresh = await (await fetch("/sandbox/events?after=" + seen)).json();
      if (!fresh.length) continue;
      seen += fresh.length; messages.push(...fresh);
      const here = (await chatOf(me, inGroup)).chat_id;
      for (const entry of fresh) if (entry.chat_id !== here && entry.kind !== "said") unread[entry.chat_id] = (unread[entry.chat_id] || 0) + 1;
      await draw(); await drawPeople();
    } catch (error) { await new Promise((done) => setTimeout(done, 1000)); }
  }
}

async function refreshState() {
  const state = await (await fetch("/sandbox/state")).json();
  const calls = state.calls.slice(-8).map((call) => `${call.status || ""} ${call.method} ${call.path}`);
  $("state").textContent = [`push ที่ใช้ ${state.used} / ${state.quota ?? "ไม่จำกัด"}`, `เปิดความขัดข้อง: ${Object.keys(state.faults).join(", ") || "ไม่มี"}`,
    `ผิดกติกา LINE: ${state.violations.length}`, `webhook: ${state.webhook_statuses.slice(-8).join(" ")}`, ...calls].join("\n");
}

function enlarge(on) {
  // The largest text size of a phone's settings: what asks for scaling follows it.
  document.documentElement.style.setProperty("--text-scale", on ? 1.5 : 1);
  $("large").setAttribute("aria-pressed", String(on));
  localStorage.setItem("large", String(on));
}

async function start() {
  $("write").onsubmit = async (event) => {
    event.preventDefault();
    const text = $("text").value;
    if (!text.trim()) return;
    $("text").value = "";
    await post("/sandbox/send", { as: me, group: inGroup ? GROUP : "", text, mention: inGroup && $("mention").checked });
  };
  $("text").onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("write").requestSubmit(); } };
  $("file").onchange = async () => {
    const form = new FormData();
    form.append("as", me); form.append("group", inGroup ? GROUP : ""); form.append("file", $("file").files[0]);
    await fetch("/sandbox/upload", { method: "POST", body: form });
    $("file").value = "";
  };
  $("add").onsubmit = (event) => {
    event.preventDefault();
    const name = $("newcomer").value.trim();
    if (!name || people.includes(name)) return;
    people = [...people, name]; localStorage.setItem("people", JSON.stringify(people)); $("newcomer").value = ""; choose(name);
  };
  $("follow").onclick = async () => {
    const blocking = $("follow").textContent === "บล็อก";
    await post("/sandbox/send", { as: me, kind: blocking ? "unfollow" : "follow" });
    $("follow").textContent = blocking ? "เลิกบล็อก" : "บล็อก";
  };
  $("large").onclick = () => enlarge($("large").getAttribute("aria-pressed") === "false");
  enlarge(localStorage.getItem("large") === "true");
  $("faults").replaceChildren(...FAULTS.map(([fault, label]) => { const b = el("button"); b.type = "button"; b.textContent = label; b.onclick = () => post("/sandbox/faults", { fault, count: 1 }).then(refreshState); return b; }));
  const codes = await (await fetch("/sandbox/codes")).json();
  $("codes").replaceChildren(...codes.map(({ label, code }) => { const row = el("div"), c = el("code"), b = el("button"); c.textContent = code; b.type = "button"; b.textContent = "ใส่ในช่องพิมพ์"; b.onclick = () => { $("text").value = code; $("text").focus(); }; row.append(label, c, b); return row; }));
  if (!people.includes(me)) people = [...people, me];
  await choose(me, new URLSearchParams(location.search).get("group") === "1");
  setInterval(refreshState, 2000); setInterval(drawMenu, 2000);
  listen();
}
start();
