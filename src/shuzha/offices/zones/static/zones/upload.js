// Seals a file to the gate's public key before it leaves this machine, chunk by chunk, and says how far it is.
// The format is docs/reference/sealed-upload.md: ECDH P-256, HKDF-SHA256, AES-256-GCM with index and last mark bound in.
(() => {
  const LABEL = new TextEncoder().encode("shuzha sealed upload 1");
  const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const unbase64 = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));

  function bigEndian(number, size) {
    const bytes = new Uint8Array(size);
    new DataView(bytes.buffer).setBigUint64(size - 8, BigInt(number));
    return bytes;
  }

  async function sealer(gatePublic) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const gate = await crypto.subtle.importKey("raw", gatePublic, curve, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: gate }, pair.privateKey, 256);
    const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt, info: join(LABEL, ephemeral, gatePublic) },
      material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const seal = (index, final, plain) => crypto.subtle.encrypt(
      { name: "AES-GCM", iv: bigEndian(index, 12), additionalData: join(LABEL, bigEndian(index, 8), [final ? 1 : 0]) }, key, plain);
    return { ephemeral: base64(ephemeral), salt: base64(salt), seal };
  }

  class Refused extends Error {
    constructor(denials) { super("refused"); this.denials = denials; }
  }

  async function post(url, token, body, type) {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": type } });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw told.denials ? new Refused(told.denials) : new Error(String(answer.status));
    return told;
  }

  async function send(form, file, show) {
    const { dataset } = form, token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const { seal, ephemeral, salt } = await sealer(unbase64(dataset.key));
    const begun = { filename: file.name.slice(0, 255), key_id: dataset.keyId, ephemeral, salt };
    const { staging } = await post(dataset.begin, token, JSON.stringify(begun), "application/json");
    const size = Number(dataset.chunk), count = Math.max(1, Math.ceil(file.size / size));
    for (let index = 0; index < count; index += 1) {
      const final = index === count - 1;
      const plain = await file.slice(index * size, (index + 1) * size).arrayBuffer();
      const sealed = await seal(index, final, plain);
      await post(`${dataset.to}${staging}/${index}/${final ? "?final=1" : ""}`, token, sealed, "application/octet-stream");
      show(dataset.wordSealing, (100 * (index + 1)) / count);
    }
    show(dataset.wordProfiling, null);
    const { next } = await post(`${dataset.to}${staging}/finish/`, token, "{}", "application/json");
    location.assign(next);
  }

  function complain(form, denials) {
    const place = document.getElementById("upload-trouble");
    place.replaceChildren(...denials.map((denial) => {
      const line = document.createElement("div"), why = document.createElement("span"), remedy = document.createElement("span");
      line.className = "field-error";
      why.textContent = denial.field && denial.field !== "file" ? `${denial.field}: ${denial.reason}` : denial.reason;
      remedy.className = "remedy";
      remedy.textContent = denial.limit ? `${denial.remedy} ${form.dataset.wordLimit}${denial.limit}` : denial.remedy;
      line.append(why, remedy);
      return line;
    }));
    place.hidden = false;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#upload");
    if (!form) return;
    event.preventDefault();
    const file = form.elements.file.files[0], button = form.querySelector("button");
    const progress = document.getElementById("upload-progress"), bar = progress.querySelector("progress");
    document.getElementById("upload-trouble").hidden = true;
    if (!window.crypto?.subtle) return complain(form, [{ reason: form.dataset.wordInsecure, remedy: "" }]);
    if (!file) return complain(form, [{ reason: form.dataset.wordNone, remedy: "" }]);
    const show = (stage, percent) => {
      progress.hidden = false;
      progress.querySelector("[data-stage]").textContent = stage;
      progress.querySelector("[data-note]").textContent = percent === null ? "" : `${Math.floor(percent)} %`;
      if (percent === null) bar.removeAttribute("value"); else bar.value = percent;
    };
    button.disabled = true;
    show(form.dataset.wordSealing, 0);
    try {
      await send(form, file, show);
    } catch (fault) {
      complain(form, fault.denials ?? [{ reason: form.dataset.wordBroken, remedy: "" }]);
      progress.hidden = true;
    }
    button.disabled = false;
  }, true); // capturing, so that nothing else takes the form for one that leaves the page
})();
