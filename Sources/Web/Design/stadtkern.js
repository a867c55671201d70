// Stadtkern: what a page can do more when scripts run. Everything works without it.
"use strict";

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  // Fields that depend on others: {"field":…,"in":[…]}, {"all":[…]}, {"any":[…]}, {"not":…}

  const valuesOf = (form, name) =>
    all("input, select, textarea", form)
      .filter((field) => field.name === name && !((field.type === "checkbox" || field.type === "radio") && !field.checked))
      .map((field) => field.value);

  const holds = (form, rule) => {
    if (rule.all) return rule.all.every((part) => holds(form, part));
    if (rule.any) return rule.any.some((part) => holds(form, part));
    if (rule.not) return !holds(form, rule.not);
    return valuesOf(form, rule.field).some((value) => rule.in.includes(value));
  };

  const showConditionals = (form) => {
    // Twice, because a field that is hidden now counts no longer for those after it.
    for (let round = 0; round < 2; round += 1) {
      for (const block of all("[data-show-when]", form)) {
        const shown = holds(form, JSON.parse(block.dataset.showWhen));
        block.hidden = !shown;
        // Hidden fields are not sent, so the server sees what the reader sees.
        for (const field of all("input, select, textarea", block)) {
          if (field.closest("[data-show-when][hidden]")) field.disabled = true;
          else if (field.dataset.off === undefined) field.disabled = false;
        }
      }
    }
  };

  // Groups that come several times

  const renumber = (group) => {
    const name = group.dataset.repeat;
    const least = Number(group.dataset.repeatLeast);
    const most = Number(group.dataset.repeatMost);
    const entries = all(":scope > .repeat-entries > [data-repeat-entry]", group);
    entries.forEach((entry, index) => {
      const old = entry.dataset.repeatEntry;
      const title = fill(group.dataset.repeatTitle, { number: index + 1 });
      for (const node of all("*", entry)) {
        for (const attribute of ["id", "for", "name", "value", "aria-describedby", "data-show-when"]) {
          const value = node.getAttribute(attribute);
          if (value === null || (attribute === "value" && node.name !== "_remove")) continue;
          const dashed = `f-${name.replace(/[^A-Za-z0-9_]/g, "-")}-`;
          node.setAttribute(attribute, value.replaceAll(`${name}.${old}`, `${name}.${index}`).replaceAll(dashed + old, dashed + index));
        }
      }
      entry.dataset.repeatEntry = String(index);
      entry.querySelector("legend").textContent = title;
      const remove = entry.querySelector(":scope > [data-repeat-remove]");
      if (remove) {
        remove.hidden = entries.length <= least;
        remove.textContent = fill(remove.dataset.label, { entry: title });
      }
    });
    const add = group.querySelector(":scope > [data-repeat-add]");
    if (add) add.hidden = entries.length >= most;
    return entries;
  };

  const startRepeats = (group) => {
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || button.closest("[data-repeat]") !== group) return;
      if (button.dataset.repeatAdd !== undefined) {
        event.preventDefault();
        const copy = group.querySelector(":scope > template").content.cloneNode(true);
        group.querySelector(":scope > .repeat-entries").append(copy);
        const entries = renumber(group);
        startWithin(entries[entries.length - 1]);
        showConditionals(group.form);
        const first = entries[entries.length - 1].querySelector("input, select, textarea");
        if (first) first.focus();
      } else if (button.dataset.repeatRemove !== undefined) {
        event.preventDefault();
        button.closest("[data-repeat-entry]").remove();
        const entries = renumber(group);
        showConditionals(group.form);
        const next = group.querySelector(":scope > [data-repeat-add]:not([hidden])") || entries[0];
        if (next) next.focus();
      }
      group.form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  // Drafts that save themselves

  const startAutosave = (form) => {
    const status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
    let timer = null;
    let sent = null;
    const contents = () => {
      const data = new FormData(form);
      for (const [name, value] of Array.from(data)) if (typeof value !== "string") data.delete(name);
      return new URLSearchParams(data);
    };
    const save = async () => {
      const body = contents();
      if (String(body) === sent) return;
      try {
        const reply = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!reply.ok) throw new Error(String(reply.status));
        sent = String(body);
        const now = new Date();
        const time = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
        if (status) status.textContent = fill(form.dataset.saved, { time });
      } catch {
        if (status) status.textContent = form.dataset.savingFailed;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && timer !== null && String(contents()) !== sent) {
        navigator.sendBeacon(form.dataset.autosave, contents());
      }
    });
    sent = String(contents());
  };

  // Uploads with a bar

  const startUpload = (form) => {
    form.addEventListener("submit", (event) => {
      if (!all("input[type=file]", form).some((field) => field.files.length > 0)) return;
      event.preventDefault();
      const data = new FormData(form, event.submitter);
      const address = (event.submitter && event.submitter.getAttribute("formaction")) || form.getAttribute("action");
      const bar = document.createElement("progress");
      const text = document.createElement("p");
      const box = document.createElement("div");
      bar.max = 100;
      bar.value = 0;
      box.className = "upload-progress";
      text.setAttribute("role", "status");
      const say = (percent) => {
        text.textContent = fill(form.dataset.upload, { percent });
        bar.setAttribute("aria-label", text.textContent);
      };
      say(0);
      box.append(text, bar);
      form.append(box);
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("Accept", "text/html");
      let told = 0;
      request.upload.addEventListener("progress", (news) => {
        const percent = Math.floor((news.loaded / news.total) * 100);
        bar.value = percent;
        // A screen reader need not hear every single percent.
        if (percent >= told + 10) {
          told = percent;
          say(percent);
        }
      });
      request.addEventListener("load", () => {
        if (request.status < 400 && new URL(request.responseURL).pathname !== new URL(address, location.href).pathname) {
          location.assign(request.responseURL);
          return;
        }
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.title = page.title;
        document.body.replaceWith(page.body);
        window.scrollTo(0, 0);
        startWithin(document);
      });
      request.addEventListener("error", () => {
        box.remove();
        form.submit();
      });
      request.send(data);
    });
  };

  // Regions that renew themselves

  // What the reader has done in a region stays: where the focus is, what is ticked, what is typed, what is open.
  const keepState = (region) => {
    const active = region.contains(document.activeElement) ? document.activeElement : null;
    const named = (field) => `${field.name}=${field.type === "checkbox" || field.type === "radio" ? field.value : ""}`;
    const link = active && active.getAttribute("href");
    const fields = new Map(all("input:not([type=hidden]), select, textarea", region).filter((field) => field.name)
      .map((field) => [named(field), field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]));
    const open = all("details", region).map((details) => details.open);
    return () => {
      for (const field of all("input:not([type=hidden]), select, textarea", region)) {
        const value = fields.get(named(field));
        if (typeof value === "boolean") field.checked = value;
        else if (value !== undefined) field.value = value;
      }
      all("details", region).forEach((details, index) => { if (open[index]) details.open = true; });
      if (!active) return;
      const again = (active.id && document.getElementById(active.id))
        || (link && all("a[href]", region).find((other) => other.getAttribute("href") === link));
      if (again) again.focus({ preventScroll: true });
    };
  };

  const startLive = (region) => {
    const news = region.previousElementSibling && region.previousElementSibling.dataset.liveNews !== undefined
      ? region.previousElementSibling : null;
    const source = new EventSource(region.dataset.live);
    source.addEventListener("update", (event) => {
      const restore = keepState(region);
      region.innerHTML = event.data;
      startWithin(region);
      restore();
      region.dispatchEvent(new Event("change", { bubbles: true }));
      if (news) news.textContent = news.dataset.liveNews;
    });
    source.addEventListener("end", () => source.close());
    window.addEventListener("pagehide", () => source.close());
  };

  // Rows that can be chosen together

  const startChoices = (form) => {
    const boxes = () => all("input.choose", form);
    const link = form.querySelector("[data-choose-all]");
    if (!link) return;
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    status.className = "choices-count";
    link.after(status);
    const show = () => {
      const count = boxes().filter((box) => box.checked).length;
      const isAll = count > 0 && count === boxes().length;
      link.textContent = isAll ? link.dataset.none : link.dataset.chooseAll;
      status.textContent = count > 0 ? fill(link.dataset.count, { count }) : "";
      return isAll;
    };
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const isAll = show();
      for (const box of boxes()) box.checked = !isAll;
      show();
    });
    form.addEventListener("change", show);
    show();
  };

  // Keys of the workbench. They can be switched off, because speech input types single letters too (WCAG 2.1.4).

  const startKeys = (help) => {
    const choice = help.querySelector("[data-keys-off]");
    const store = {
      get off() { try { return localStorage.getItem("keys") === "off"; } catch { return false; } },
      set off(off) { try { localStorage.setItem("keys", off ? "off" : "on"); } catch { /* the choice holds for this page */ } },
    };
    let off = store.off;
    if (choice) {
      choice.closest("[hidden]").hidden = false;
      choice.checked = !off;
      choice.addEventListener("change", () => {
        off = !choice.checked;
        store.off = off;
      });
    }
    const rows = () => all("[data-rows] tbody tr");
    const here = () => rows().findIndex((row) => row.contains(document.activeElement));
    const move = (step) => {
      const list = rows();
      if (list.length === 0) return;
      const at = here();
      const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
      const link = list[next].querySelector("a[href]");
      if (!link) return;
      link.focus();
      list[next].scrollIntoView({ block: "nearest" });
    };
    const press = (selector) => {
      const row = rows()[here()];
      const control = row && row.querySelector(selector);
      if (control) control.click();
    };
    const keys = {
      j: () => move(1),
      k: () => move(-1),
      x: () => press("input.choose"),
      c: () => press("[data-claim]"),
      "/": () => { const field = document.querySelector("form[role=search] input:not([type=hidden])"); if (field) field.focus(); },
      "?": () => { help.open = true; help.querySelector("summary").focus(); help.scrollIntoView({ block: "nearest" }); },
    };
    document.addEventListener("keydown", (event) => {
      if (off || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      const field = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
      if (field || !(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
  };

  const startCopy = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const before = button.innerHTML;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.innerHTML = before; }, 2000);
    });
  };

  const once = (node, mark) => {
    if (node.dataset[mark]) return false;
    node.dataset[mark] = "on";
    return true;
  };

  const startWithin = (root) => {
    for (const group of all("[data-repeat]", root)) if (once(group, "repeatReady")) startRepeats(group);
    for (const form of all("form[data-autosave]", root)) if (once(form, "autosaveReady")) startAutosave(form);
    for (const form of all("form[data-upload]", root)) if (once(form, "uploadReady")) startUpload(form);
    for (const region of all("[data-live]", root)) if (once(region, "liveReady")) startLive(region);
    for (const form of all("form[data-choices]", root)) if (once(form, "choicesReady")) startChoices(form);
    for (const help of all("[data-keys]", root)) if (once(help, "keysReady")) startKeys(help);
    for (const button of all("[data-copy]", root)) if (once(button, "copyReady")) startCopy(button);
    for (const block of all("[data-show-when]", root)) {
      const form = block.closest("form");
      if (form && once(form, "showReady")) {
        form.addEventListener("input", () => showConditionals(form));
        form.addEventListener("change", () => showConditionals(form));
        showConditionals(form);
      }
    }
    const focus = root.querySelector("[data-focus]");
    if (focus) focus.focus();
  };

  startWithin(document);
})();
