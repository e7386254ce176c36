/** What a browser remembers for a person, and what of it can be believed. */

/**
 * What was chosen, where it is one of the choices; the defaults for all else.
 * @template {object} T
 * @param {any} given whatever was stored @param {T} defaults
 * @param {Record<string, readonly any[]>} choices by name
 * @returns {T}
 */
export function chosen(given, defaults, choices) {
  const found = { ...defaults };
  for (const [name, possible] of Object.entries(choices)) {
    if (possible.includes(given?.[name])) found[name] = given[name];
  }
  return found;
}

/** A value kept under a name, where the browser allows it; otherwise for this page only. */
export class Kept {
  /**
   * @param {() => Storage} storage may throw: private windows, blocked site data
   * @param {string} name
   * @param {(given: any) => any} valid
   */
  constructor(storage, name, valid) {
    this.#storage = storage;
    this.#name = name;
    this.#valid = valid;
    this.value = this.#load();
  }

  /** Something was kept from before. */
  isKept = false;
  #storage;
  #name;
  #valid;

  /** @param {object} changes @returns {any} the new value */
  update(changes) {
    this.value = this.#valid({ ...this.value, ...changes });
    try {
      this.#storage().setItem(this.#name, JSON.stringify(this.value));
    } catch {
      // It holds for this page.
    }
    return this.value;
  }

  #load() {
    try {
      const text = this.#storage().getItem(this.#name);
      this.isKept = text !== null;
      return this.#valid(JSON.parse(text ?? "{}"));
    } catch {
      return this.#valid({});
    }
  }
}
