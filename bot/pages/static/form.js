/* The phone form: keeps what is typed on this phone, so that nothing is lost when the signal goes, and sends it without
   leaving the page. Everything works without this file too; only drafts are then not kept. */
"use strict";

(() => {
  const NAME = "prongsai-form:";
  const KEPT_FOR = 3 * 24 * 3600 * 1000;
  const MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
  const NO_SIGNAL = "ไม่มีสัญญาณ ยังไม่ได้ส่ง ระบบเก็บร่างไว้ในเครื่องนี้แล้ว";
  const NO_SIGNAL_AGAIN = "ไม่มีสัญญาณ ยังไม่ทราบว่าถึงระบบหรือไม่ เมื่อมีสัญญาณกรุณากดปุ่มเดิมอีกครั้ง ระบบไม่บันทึกซ้ำ";
  const TROUBLE_AGAIN = "ระบบรับไม่ได้ชั่วคราว ยังไม่ทราบว่าถึงระบบหรือไม่ กรุณากดปุ่มเดิมอีกครั้งในอีกสักครู่ ระบบไม่บันทึกซ้ำ";
  const SIGNAL = "สัญญาณกลับมาแล้ว กดส่งได้เลย";
  const TROUBLE = "ระบบรับไม่ได้ชั่วคราว ยังไม่มีอะไรถูกบันทึก ร่างยังอยู่ในเครื่องนี้ กรุณาส่งอีกครั้งในอีกสักครู่";
  const PHOTOS_AGAIN = "แต่โทรศัพท์นี้เก็บรูปไว้ไม่ได้ หากปิดหน้านี้ กรุณาเลือกรูปใหม่";
  const FIELDS = ["status", "percent", "day", "round", "note"];

  const one = (where, what) => where.querySelector(what);

  /* --- what is kept on the phone: texts in localStorage, photos in IndexedDB --- */

  const texts = {
    read(key) {
      try {
        const kept = JSON.parse(localStorage.getItem(NAME + key));
        return kept && Date.now() - kept.at < KEPT_FOR ? kept : null;
      } catch { return null; }
    },
    write(key, values) {
      try { localStorage.setItem(NAME + key, JSON.stringify({ ...values, at: Date.now() })); return true; } catch { return false; }
    },
    forget(key) { try { localStorage.removeItem(NAME + key); } catch { /* there is nothing to forget then */ } },
    sweep() {
      try {
        Object.keys(localStorage).filter((name) => name.startsWith(NAME))
          .map((name) => name.slice(NAME.length)).filter((key) => !texts.read(key)).forEach(forget);
      } catch { /* a browser that keeps nothing has nothing that is old */ }
    },
  };

  const photos = {
    async store(mode, work) {
      const opened = await new Promise((done, failed) => {
        const asked = indexedDB.open("prongsai-form", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
        asked.onsuccess = () => done(asked.result);
        asked.onerror = asked.onblocked = () => failed(asked.error);
      });
      try {
        return await new Promise((done, failed) => {
          const turn = opened.transaction("photos", mode);
          const asked = work(turn.objectStore("photos"));
          turn.oncomplete = () => done(asked.result);
          turn.onerror = turn.onabort = () => failed(turn.error);
        });
      } finally { opened.close(); }
    },
    write: (key, files) => photos.store("readwrite", (kept) => kept.put(files, key)).then(() => true, () => false),
    read: (key) => photos.store("readonly", (kept) => kept.get(key)).then((files) => files || [], () => []),
    forget: (key) => photos.store("readwrite", (kept) => kept.delete(key)).catch(() => null),
  };

  function forget(key) { texts.forget(key); return photos.forget(key); }

  /* --- what the page says by itself --- */

  function say(words) {
    const place = one(document, "[data-says]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
    if (words) place.scrollIntoView({ block: "center" });
  }

  function thaiDay(text) {
    const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    return parts ? `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1]} ${Number(parts[1]) + 543}` : "";
  }

  /* --- the fields help each other --- */

  function tieTogether(form) {
    const number = form.elements.percent, slide = one(form, "[data-slide]"), range = one(slide, "input"), output = one(slide, "output");
    const status = (name) => { const found = [...form.elements.status].find((each) => each.value === name); if (found) found.checked = true; };
    const show = () => { range.value = number.value; output.textContent = `${number.value || "–"}%`; };
    const moved = () => {
      const percent = Number(number.value), now = form.elements.status.value;
      if (number.value === "") return;
      if (percent === 100) status("done");
      else if (percent === 0 && ["done", "in_progress"].includes(now)) status("not_started");
      else if (percent > 0 && ["done", "not_started", ""].includes(now)) status("in_progress");
    };
    slide.hidden = false;
    range.addEventListener("input", () => { number.value = range.value; moved(); show(); });
    number.addEventListener("input", () => { moved(); show(); });
    form.elements.status.forEach((each) => each.addEventListener("change", () => {
      if (each.value === "done") number.value = 100;
      else if (each.value === "not_started") number.value = 0;
      else if (Number(number.value) === 100) number.value = "";
      show();
    }));
    const day = form.elements.day, thai = one(form, "[data-thai]");
    day.addEventListener("input", () => { thai.textContent = thaiDay(day.value); });
    const note = form.elements.note, count = one(form, "[data-count]");
    const counted = () => {
      const length = [...note.value].length;
      count.textContent = length ? ` (ขณะนี้ ${length.toLocaleString("en")})` : "";
      count.className = length > Number(count.dataset.longest) ? "wrong" : "";
    };
    note.addEventListener("input", counted);
    return () => { show(); counted(); thai.textContent = thaiDay(day.value); };
  }

  function listChosen(form) {
    const input = form.elements.photos, list = one(form, "[data-chosen]"), each = Number(input.dataset.each);
    list.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li");
      row.textContent = `${file.name} (${Math.max(file.size / 1048576, 0.1).toFixed(1)} MB)`;
      if (file.size > each) { row.className = "wrong"; row.textContent += " ใหญ่เกินไป"; }
      return row;
    }));
  }

  function tooMuch(form) {
    const input = form.elements.photos, files = [...input.files];
    const before = form.querySelectorAll("input[name=photo]:checked").length;
    const large = files.filter((file) => file.size > Number(input.dataset.each));
    if (large.length) return `รูป ${large.map((file) => `“${file.name}”`).join(", ")} ใหญ่เกิน ${input.dataset.each / 1048576} MB กรุณาเลือกรูปใหม่โดยไม่มีรูปนี้`;
    if (before + files.length > Number(input.dataset.most)) return `เลือกรูปเกิน ${input.dataset.most} รูป กรุณาเลือกรูปใหม่ให้น้อยลง`;
    return "";
  }

  /* --- drafts --- */

  function valuesOf(form) { return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""])); }

  function keep(form) { return texts.write(form.dataset.draft, valuesOf(form)); }

  async function restore(form) {
    const key = form.dataset.draft, kept = "givenBack" in form.dataset ? null : texts.read(key);
    if ("photosTaken" in form.dataset) await photos.forget(key);
    if (kept) FIELDS.forEach((name) => { if (form.elements[name] && typeof kept[name] === "string") form.elements[name].value = kept[name]; });
    const files = await photos.read(key);
    if (files.length && !form.elements.photos.files.length) {
      try {
        const chosen = new DataTransfer();
        files.forEach((file) => chosen.items.add(file));
        form.elements.photos.files = chosen.files;
      } catch { say(PHOTOS_AGAIN); }
    }
    if (kept) say(`เติมร่างที่เก็บไว้ในเครื่องนี้ให้แล้ว${files.length ? ` พร้อมรูป ${files.length} รูป` : ""}`);
  }

  /* --- sending --- */

  function replaceMain(fresh) {
    ["main", ".hero"].forEach((what) => {
      const now = one(document, what), next = one(fresh, what);
      if (now && next) now.replaceWith(next);
    });
    document.title = fresh.title;
    begin();
    const trouble = one(document, ".trouble") || one(document, "main");
    trouble.scrollIntoView({ block: "start" });
    if (trouble.tabIndex === -1 && trouble.focus) trouble.focus({ preventScroll: true });
  }

  async function send(form) {
    const button = one(form, "button:not([type=button])"), again = "again" in form.dataset;
    const files = form.elements.photos ? [...form.elements.photos.files] : [];
    let safe = true;
    if (form.dataset.draft) {
      const words = tooMuch(form);
      if (words) { say(words); return; }
      safe = keep(form) && (!files.length || await photos.write(form.dataset.draft, files));
    }
    button.disabled = true;
    say(files.length ? `กำลังส่ง พร้อมรูป ${files.length} รูป…` : "กำลังส่ง…");
    try {
      const answer = await fetch(form.action, { method: "POST", body: files.length || form.enctype.startsWith("multipart") ? new FormData(form) : new URLSearchParams(new FormData(form)) });
      const page = await answer.text();
      // Of a button that writes, nobody knows whether an answer like this one came before or after the writing.
      if (answer.status >= 500) { say(again ? TROUBLE_AGAIN : TROUBLE); return; }
      if (!answer.redirected) {
        const fresh = new DOMParser().parseFromString(page, "text/html");
        if (!one(fresh, "main")) { say(again ? TROUBLE_AGAIN : TROUBLE); return; }  // not a page of ours: leave what is typed
        say("");
        replaceMain(fresh);
        return;
      }
      if (form.dataset.draft) await photos.forget(form.dataset.draft);
      location.assign(answer.url);
    } catch {
      say(again ? NO_SIGNAL_AGAIN : NO_SIGNAL + (safe ? "" : ` ${PHOTOS_AGAIN}`));
    } finally { button.disabled = false; }
  }

  function begin() {
    document.querySelectorAll("form[data-send]").forEach((form) => form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    }));
    const done = one(document, "[data-forget]");
    if (done) forget(done.dataset.forget);
    const form = one(document, "form[data-draft]");
    if (!form) return;
    const refresh = tieTogether(form);
    form.addEventListener("input", () => keep(form));
    form.elements.photos.addEventListener("change", () => {
      listChosen(form);
      const words = tooMuch(form);
      say(words);
      if (!words) photos.write(form.dataset.draft, [...form.elements.photos.files]);
    });
    one(form, "[data-keeps]").hidden = false;
    one(form, "[data-clear]").addEventListener("click", async () => {
      await forget(form.dataset.draft);
      location.replace(location.pathname + location.search);
    });
    restore(form).then(() => { refresh(); listChosen(form); });
  }

  texts.sweep();
  begin();
  window.addEventListener("online", () => { if (one(document, "form[data-send]")) say(SIGNAL); });
  window.addEventListener("offline", () => {
    const form = one(document, "form[data-draft]");
    if (form) { keep(form); say(NO_SIGNAL); }
  });
})();
